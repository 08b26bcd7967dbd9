#include <algorithm>
#include <cmath>
#include <compare>

#include "executor/functions/dynamic/dynamic_functions.hpp"
#include "executor/functions/row_kernel.hpp"
#include "executor/functions/scalar_column.hpp"
#include "tables/text.hpp"

namespace kelpie::executor {

using tables::DynamicBuilder;
using tables::DynamicKind;
using tables::DynamicView;

namespace {

/// The longest array that range and repeat make (Kusto reference: range()).
constexpr std::int64_t max_elements = 1'048'576;

/// Elements of start, start + step, ... up to and including stop, at most max_elements; the step is not 0.
std::int64_t integer_count(std::int64_t start, std::int64_t stop, std::int64_t step) {
  if (step > 0 ? start > stop : start < stop) return 0;
  const auto low = static_cast<std::uint64_t>(std::min(start, stop));
  const std::uint64_t distance = static_cast<std::uint64_t>(std::max(start, stop)) - low;
  const std::uint64_t stride =
      step > 0 ? static_cast<std::uint64_t>(step) : std::uint64_t{0} - static_cast<std::uint64_t>(step);
  return static_cast<std::int64_t>(std::min<std::uint64_t>(distance / stride, max_elements - 1)) + 1;
}

template <typename Write>
bool integer_range(DynamicBuilder& out, std::int64_t start, std::int64_t stop, std::int64_t step, Write write) {
  if (step == 0) return false;
  const std::int64_t count = integer_count(start, stop, step);
  out.begin_array();
  for (std::int64_t i = 0; i < count; ++i) write(out, start + i * step);
  out.end_array();
  return true;
}

bool long_range(DynamicBuilder& out, std::int64_t start, std::int64_t stop, std::optional<std::int64_t> step) {
  return integer_range(out, start, stop, step.value_or(1),
                       [](DynamicBuilder& to, std::int64_t value) { to.long_(value); });
}

bool datetime_range(DynamicBuilder& out, std::int64_t start, std::int64_t stop, std::optional<std::int64_t> step) {
  return integer_range(out, start, stop, step.value_or(tables::ticks_per_hour),
                       [](DynamicBuilder& to, std::int64_t ticks) { to.datetime(ticks); });
}

bool timespan_range(DynamicBuilder& out, std::int64_t start, std::int64_t stop, std::optional<std::int64_t> step) {
  return integer_range(out, start, stop, step.value_or(tables::ticks_per_hour),
                       [](DynamicBuilder& to, std::int64_t ticks) { to.timespan(ticks); });
}

bool real_range(DynamicBuilder& out, double start, double stop, std::optional<double> by) {
  const double step = by.value_or(1);
  if (!std::isfinite(start) || !std::isfinite(stop) || !std::isfinite(step) || step == 0) return false;
  out.begin_array();
  for (std::int64_t i = 0; i < max_elements; ++i) {
    const double value = start + static_cast<double>(i) * step;
    if (step > 0 ? !(value <= stop) : !(value >= stop)) break;
    out.real(value);
  }
  out.end_array();
  return true;
}

bool decimal_range(DynamicBuilder& out, tables::Decimal start, tables::Decimal stop,
                   std::optional<tables::Decimal> by) {
  const tables::Decimal step = by.value_or(tables::decimal_from(std::int64_t{1}));
  if (step.coefficient == 0) return false;
  out.begin_array();
  std::optional<tables::Decimal> value = start;
  for (std::int64_t i = 0; i < max_elements && value; ++i) {
    const auto order = tables::compare(*value, stop);
    if (step.coefficient > 0 ? std::is_gt(order) : std::is_lt(order)) break;
    out.decimal(*value);
    value = tables::add(*value, step);
  }
  out.end_array();
  return true;
}

bool repeated(DynamicBuilder& out, ScalarColumns columns, std::size_t row) {
  if (columns[1].is_null(row)) return false;
  const std::int64_t count = std::min(columns[1].get<std::int64_t>(row), max_elements);
  if (count < 0) return false;
  if (columns[0].bytes(row) > max_dynamic_bytes / max_elements && count > 0 &&
      columns[0].bytes(row) > max_dynamic_bytes / static_cast<std::size_t>(count)) {
    dynamic_too_large();
  }
  out.begin_array();
  for (std::int64_t i = 0; i < count; ++i) columns[0].write(row, out);
  out.end_array();
  return true;
}

/// Shorter arrays are filled up with null, and so is what is no array; null when nothing is one.
bool zipped(DynamicBuilder& out, ScalarColumns columns, std::size_t row) {
  std::size_t longest = 0;
  bool any = false;
  for (const ScalarColumn& column : columns) {
    if (column.dynamic(row).kind() != DynamicKind::array) continue;
    any = true;
    longest = std::max(longest, column.dynamic(row).size());
  }
  if (!any) return false;
  out.begin_array();
  for (std::size_t i = 0; i < longest; ++i) {
    out.begin_array();
    for (const ScalarColumn& column : columns) {
      const DynamicView array = column.dynamic(row);
      if (array.kind() == DynamicKind::array && i < array.size())
        out.value(array.element(i));
      else
        out.null();
    }
    out.end_array();
  }
  out.end_array();
  return true;
}

}  // namespace

void add_sequence_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "range",
      .category = "dynamic",
      .summary = "Makes an array of evenly spaced values from a start up to and including a stop.",
      .example = "print range(datetime(2024-01-01), datetime(2024-01-02), 6h)",
      .overloads = {{"(start:integer, stop:integer, step?:integer) -> dynamic", rows(long_range)},
                    {"(start:real, stop:real, step?:real) -> dynamic", rows(real_range)},
                    {"(start:decimal, stop:decimal, step?:decimal) -> dynamic", rows(decimal_range)},
                    {"(start:datetime, stop:datetime, step?:timespan) -> dynamic", rows(datetime_range)},
                    {"(start:timespan, stop:timespan, step?:timespan) -> dynamic", rows(timespan_range)}}});
  registry.add(
      ScalarFunction{.name = "repeat",
                     .category = "dynamic",
                     .summary = "Makes an array that holds a value a number of times.",
                     .example = R"(print repeat("x", 3))",
                     .naming = ResultNaming::prefix_and_first_argument,
                     .overloads = {{"(value:boolean|number|string|datetime|timespan|guid, count:integer) -> dynamic",
                                    columns_to_dynamic(repeated)}}});
  registry.add(ScalarFunction{
      .name = "zip",
      .category = "dynamic",
      .summary = "Makes an array whose elements are arrays of the elements at the same index of each argument.",
      .example = R"(print zip(dynamic(["a", "b"]), dynamic([1, 2])))",
      .overloads = {{"(array:dynamic, other...:dynamic) -> dynamic", columns_to_dynamic(zipped)}}});
}

}  // namespace kelpie::executor
