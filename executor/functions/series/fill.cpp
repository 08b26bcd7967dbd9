#include <algorithm>

#include "executor/functions/series/series.hpp"
#include "executor/functions/series/series_functions.hpp"

namespace kelpie::executor {

using tables::DynamicBuilder;
using tables::DynamicKind;
using tables::DynamicView;

namespace {

/// Says which elements are missing: those equal to the placeholder of the call, nulls when it has none or a null one.
class Placeholder {
 public:
  Placeholder(ScalarColumns columns, std::size_t index, std::size_t row) {
    if (index < columns.size()) value_ = number_of(columns[index], row);
    if (value_ && std::isnan(value_->real)) value_.reset();
  }
  [[nodiscard]] bool is_missing(DynamicView element) const {
    const auto number = number_of(element);
    if (!value_) return element.is_null() || (number && std::isnan(number->real));
    return number && number->real == value_->real;
  }

 private:
  std::optional<SeriesNumber> value_;
};

bool fill_forward(DynamicBuilder& out, ScalarColumns columns, std::size_t row) {
  const DynamicView array = columns[0].dynamic(row);
  if (array.kind() != DynamicKind::array) return false;
  const Placeholder placeholder(columns, 1, row);
  std::optional<DynamicView> last;
  out.begin_array();
  for (std::size_t i = 0; i < array.size(); ++i) {
    const DynamicView element = array.element(i);
    if (!placeholder.is_missing(element)) last = element;
    out.value(last ? *last : element);
  }
  out.end_array();
  return true;
}

bool fill_backward(DynamicBuilder& out, ScalarColumns columns, std::size_t row) {
  const DynamicView array = columns[0].dynamic(row);
  if (array.kind() != DynamicKind::array) return false;
  const Placeholder placeholder(columns, 1, row);
  std::vector<DynamicView> filled(array.size());
  std::optional<DynamicView> next;
  for (std::size_t i = array.size(); i-- > 0;) {
    const DynamicView element = array.element(i);
    if (!placeholder.is_missing(element)) next = element;
    filled[i] = next ? *next : element;
  }
  out.begin_array();
  for (const DynamicView element : filled) out.value(element);
  out.end_array();
  return true;
}

bool fill_const(DynamicBuilder& out, ScalarColumns columns, std::size_t row) {
  const DynamicView array = columns[0].dynamic(row);
  if (array.kind() != DynamicKind::array) return false;
  const Placeholder placeholder(columns, 2, row);
  out.begin_array();
  for (std::size_t i = 0; i < array.size(); ++i) {
    const DynamicView element = array.element(i);
    if (!placeholder.is_missing(element))
      out.value(element);
    else if (columns.size() > 1)
      columns[1].write(row, out);
    else
      out.long_(0);
  }
  out.end_array();
  return true;
}

/// Puts the line from one known value to the next between them, and the nearest known value on the edges when told so.
/// `values` holds at least one known value.
void interpolate(std::vector<double>& values, bool edges) {
  const std::size_t size = values.size();
  std::size_t known = size;  // the last known index so far
  for (std::size_t i = 0; i < size; ++i) {
    if (std::isnan(values[i])) continue;
    if (known == size) {
      if (edges) std::fill(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(i), values[i]);
    } else {
      const double step = (values[i] - values[known]) / static_cast<double>(i - known);
      for (std::size_t j = known + 1; j < i; ++j) values[j] = values[known] + step * static_cast<double>(j - known);
    }
    known = i;
  }
  if (edges) std::fill(values.begin() + static_cast<std::ptrdiff_t>(known), values.end(), values[known]);
}

/// series, placeholder, fill_edges, constant. Whole numbers stay whole: what is put between them is cut off after the
/// point.
bool fill_linear(DynamicBuilder& out, ScalarColumns columns, std::size_t row) {
  const DynamicView array = columns[0].dynamic(row);
  auto series = read_series(array);
  if (!series) return false;
  const Placeholder placeholder(columns, 1, row);
  bool any = false;
  for (std::size_t i = 0; i < series->size(); ++i) {
    if (placeholder.is_missing(array.element(i))) series->values[i] = missing;
    any |= !std::isnan(series->values[i]);
  }
  if (!any) {
    const bool null = columns.size() > 3 && columns[3].is_null(row);
    std::fill(series->values.begin(), series->values.end(), null ? missing : real_argument(columns, 3, row, 0));
    write_reals(out, series->values);
    return true;
  }
  interpolate(series->values, bool_argument(columns, 2, row, true));
  if (series->integral)
    write_longs(out, series->values);
  else
    write_reals(out, series->values);
  return true;
}

}  // namespace

void add_series_fill_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "series_fill_forward",
      .category = "series",
      .summary = "Puts the nearest value to the left in the place of missing ones.",
      .example = "print series_fill_forward(dynamic([null, 1, null, 3, null]))",
      .naming = ResultNaming::first_argument,
      .overloads = {{"(series:dynamic, missing?:number) -> dynamic", columns_to_dynamic(fill_forward)}}});
  registry.add(ScalarFunction{
      .name = "series_fill_backward",
      .category = "series",
      .summary = "Puts the nearest value to the right in the place of missing ones.",
      .example = "print series_fill_backward(dynamic([null, 1, null, 3, null]))",
      .naming = ResultNaming::first_argument,
      .overloads = {{"(series:dynamic, missing?:number) -> dynamic", columns_to_dynamic(fill_backward)}}});
  registry.add(ScalarFunction{.name = "series_fill_const",
                              .category = "series",
                              .summary = "Puts a constant in the place of missing values.",
                              .example = "print series_fill_const(dynamic([1, null, 3]), 0)",
                              .naming = ResultNaming::first_argument,
                              .overloads = {{"(series:dynamic, constant?:number, missing?:number) -> dynamic",
                                             columns_to_dynamic(fill_const)}}});
  registry.add(ScalarFunction{
      .name = "series_fill_linear",
      .category = "series",
      .summary = "Puts the line between the nearest values on both sides in the place of missing ones.",
      .example = "print series_fill_linear(dynamic([null, 1.0, null, 3.0, null]))",
      .naming = ResultNaming::first_argument,
      .overloads = {{"(series:dynamic, missing?:number, fill_edges?:boolean, constant?:number) -> dynamic",
                     columns_to_dynamic(fill_linear)}}});
}

}  // namespace kelpie::executor
