#include <algorithm>
#include <compare>
#include <vector>

#include "executor/functions/dynamic/canonical.hpp"
#include "executor/functions/dynamic/dynamic_functions.hpp"
#include "executor/functions/scalar_column.hpp"

namespace kelpie::executor {

using tables::DynamicBuilder;
using tables::DynamicKind;
using tables::DynamicView;

namespace {

/// One element in a form that compares quickly. Kinds sort as numbers and times, strings, guids, all else; nulls are
/// kept apart.
struct SortKey {
  enum class Rank : std::uint8_t { number, string, guid, other };
  Rank rank = Rank::other;
  bool exact = false;  // `integer` holds it
  std::int64_t integer = 0;
  double real = 0;
  std::string_view text;  // a string, or the JSON of anything else
  tables::Guid guid;
  std::uint32_t index = 0;
};

SortKey sort_key(DynamicView value, std::uint32_t index, tables::TextArena& arena) {
  SortKey key;
  key.index = index;
  switch (value.kind()) {
    case DynamicKind::long_:
    case DynamicKind::datetime:
    case DynamicKind::timespan:
      key.rank = SortKey::Rank::number;
      key.exact = true;
      key.integer = value.as_integer();
      key.real = static_cast<double>(key.integer);
      break;
    case DynamicKind::real:
      key.rank = SortKey::Rank::number;
      key.real = value.as_real();
      break;
    case DynamicKind::decimal:
      key.rank = SortKey::Rank::number;
      key.real = tables::to_double(value.as_decimal());
      break;
    case DynamicKind::string:
      key.rank = SortKey::Rank::string;
      key.text = value.as_string();
      break;
    case DynamicKind::guid:
      key.rank = SortKey::Rank::guid;
      key.guid = value.as_guid();
      break;
    default: {
      std::string json;
      append_canonical_json(value, json);
      key.text = arena.put(json);
    }
  }
  return key;
}

/// NaN stands before all numbers, so that the order is total.
bool before(double left, double right) {
  if (left != left) return right == right;
  return left < right;
}

bool less(const SortKey& left, const SortKey& right) {
  if (left.rank != right.rank) return left.rank < right.rank;
  switch (left.rank) {
    case SortKey::Rank::number:
      if (left.real != right.real || !left.exact || !right.exact) return before(left.real, right.real);
      return left.integer < right.integer;
    case SortKey::Rank::guid:
      return left.guid < right.guid;
    case SortKey::Rank::string:
    case SortKey::Rank::other:
      break;
  }
  return left.text < right.text;
}

/// The order of the elements, stable; nulls first or last.
std::vector<std::uint32_t> sorted_order(DynamicView array, bool descending, bool nulls_last) {
  tables::TextArena arena;
  std::vector<SortKey> keys;
  std::vector<std::uint32_t> nulls;
  for (std::uint32_t i = 0; i < array.size(); ++i) {
    const DynamicView value = array.element(i);
    if (value.is_null())
      nulls.push_back(i);
    else
      keys.push_back(sort_key(value, i, arena));
  }
  const auto greater = [](const SortKey& first, const SortKey& second) { return less(second, first); };
  if (descending)
    std::stable_sort(keys.begin(), keys.end(), greater);
  else
    std::stable_sort(keys.begin(), keys.end(), less);
  std::vector<std::uint32_t> order;
  order.reserve(array.size());
  if (!nulls_last) order = nulls;
  for (const SortKey& key : keys) order.push_back(key.index);
  if (nulls_last) order.insert(order.end(), nulls.begin(), nulls.end());
  return order;
}

void write_in_order(DynamicBuilder& out, DynamicView array, const std::vector<std::uint32_t>& order) {
  out.begin_array();
  for (const std::uint32_t index : order) out.value(array.element(index));
  out.end_array();
}

/// arrays..., nulls_last. One array gives the array, several give an array of arrays, with null for one of another
/// length.
bool sort_arrays(DynamicBuilder& out, ScalarColumns columns, std::size_t row, bool descending) {
  bool nulls_last = true;
  if (columns.size() > 1 && columns.back().type() == tables::Type::boolean) {
    nulls_last = columns.back().is_null(row) || columns.back().get<std::uint8_t>(row) != 0;
    columns = columns.first(columns.size() - 1);
  }
  const DynamicView first = columns[0].dynamic(row);
  if (first.kind() != DynamicKind::array) return false;
  const std::vector<std::uint32_t> order = sorted_order(first, descending, nulls_last);
  if (columns.size() == 1) {
    write_in_order(out, first, order);
    return true;
  }
  out.begin_array();
  for (const ScalarColumn& column : columns) {
    const DynamicView array = column.type() == tables::Type::dynamic ? column.dynamic(row) : DynamicView{};
    if (array.kind() == DynamicKind::array && array.size() == order.size())
      write_in_order(out, array, order);
    else
      out.null();
  }
  out.end_array();
  return true;
}

bool sort_ascending(DynamicBuilder& out, ScalarColumns columns, std::size_t row) {
  return sort_arrays(out, columns, row, false);
}
bool sort_descending(DynamicBuilder& out, ScalarColumns columns, std::size_t row) {
  return sort_arrays(out, columns, row, true);
}

}  // namespace

void add_array_sort_functions(FunctionRegistry& registry) {
  constexpr const char* signature = "(array:dynamic, array_or_nulls_last?...:dynamic|boolean) -> dynamic";
  registry.add(ScalarFunction{
      .name = "array_sort_asc",
      .category = "dynamic",
      .summary = "Sorts an array upwards, and further arrays in the same order; nulls come last unless told otherwise.",
      .example = "print array_sort_asc(dynamic([3, null, 1, 2]), false)",
      .overloads = {{signature, columns_to_dynamic(sort_ascending)}}});
  registry.add(ScalarFunction{
      .name = "array_sort_desc",
      .category = "dynamic",
      .summary =
          "Sorts an array downwards, and further arrays in the same order; nulls come last unless told otherwise.",
      .example = "print array_sort_desc(dynamic([3, null, 1, 2]))",
      .overloads = {{signature, columns_to_dynamic(sort_descending)}}});
}

}  // namespace kelpie::executor
