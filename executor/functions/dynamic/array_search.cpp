#include <algorithm>

#include "executor/functions/dynamic/dynamic_functions.hpp"
#include "executor/functions/scalar_column.hpp"

namespace kelpie::executor {

using tables::DynamicBuilder;
using tables::DynamicKind;
using tables::DynamicView;

namespace {

/// An optional integer argument; nothing when it is null.
std::optional<std::int64_t> integer(ScalarColumns columns, std::size_t index, std::size_t row, std::int64_t absent) {
  if (index >= columns.size()) return absent;
  if (columns[index].is_null(row)) return std::nullopt;
  return columns[index].get<std::int64_t>(row);
}

/// array, value, start, length (-1: to the end), occurrence. -1 when the value is not there.
std::optional<std::int64_t> index_of(ScalarColumns columns, std::size_t row) {
  const DynamicView array = columns[0].dynamic(row);
  if (array.kind() != DynamicKind::array) return std::nullopt;
  const auto start = integer(columns, 2, row, 0);
  const auto length = integer(columns, 3, row, -1);
  const auto occurrence = integer(columns, 4, row, 1);
  if (!start || !length || !occurrence || *length < -1 || *occurrence < 0) return std::nullopt;

  std::string scratch;
  const DynamicView wanted = columns[1].view(row, scratch);
  const auto size = static_cast<std::int64_t>(array.size());
  const std::int64_t first = std::clamp<std::int64_t>(*start < 0 ? *start + size : *start, 0, size);
  const std::int64_t last = *length == -1 || *length > size - first ? size : first + *length;
  std::int64_t left = std::max<std::int64_t>(*occurrence, 1);
  for (std::int64_t i = first; i < last; ++i) {
    if (tables::equal(array.element(static_cast<std::size_t>(i)), wanted) && --left == 0) return i;
  }
  return -1;
}

/// Nothing for what is neither bool nor number.
std::optional<bool> truth(DynamicView condition) {
  switch (condition.kind()) {
    case DynamicKind::boolean:
      return condition.as_bool();
    case DynamicKind::long_:
      return condition.as_integer() != 0;
    case DynamicKind::real:
      return condition.as_real() != 0;
    case DynamicKind::decimal:
      return condition.as_decimal().coefficient != 0;
    default:
      return std::nullopt;
  }
}

/// Element of an array, null past its end; anything but an array stands for all elements.
DynamicView branch_element(DynamicView branch, std::size_t index) {
  if (branch.kind() != DynamicKind::array) return branch;
  return index < branch.size() ? branch.element(index) : DynamicView{};
}

bool choose(DynamicBuilder& out, ScalarColumns columns, std::size_t row) {
  const DynamicView conditions = columns[0].dynamic(row);
  if (conditions.kind() != DynamicKind::array) return false;
  std::string true_scratch;
  std::string false_scratch;
  const DynamicView when_true = columns[1].view(row, true_scratch);
  const DynamicView when_false = columns[2].view(row, false_scratch);
  out.begin_array();
  std::size_t written = 0;
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    const auto condition = truth(conditions.element(i));
    const DynamicView chosen = condition ? branch_element(*condition ? when_true : when_false, i) : DynamicView{};
    written += chosen.bytes().size();
    if (written > max_dynamic_bytes) dynamic_too_large();
    out.value(chosen);
  }
  out.end_array();
  return true;
}

}  // namespace

void add_array_search_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "array_index_of",
      .category = "dynamic",
      .summary = "Finds the index of a value in an array, or -1.",
      .example = R"(print array_index_of(dynamic(["a", "b", "c"]), "b"))",
      .overloads = {{"(array:dynamic, value:scalar, start?:integer, length?:integer, occurrence?:integer) -> long",
                     columns_to<std::int64_t>(index_of)}}});
  registry.add(
      ScalarFunction{.name = "array_iff",
                     .aliases = {"array_iif"},
                     .category = "dynamic",
                     .summary = "Chooses each element from one of two arrays or values as an array of conditions says.",
                     .example = "print array_iff(dynamic([true, false]), dynamic([1, 2]), 0)",
                     .overloads = {{"(conditions:dynamic, when_true:scalar, when_false:scalar) -> dynamic",
                                    columns_to_dynamic(choose)}}});
}

}  // namespace kelpie::executor
