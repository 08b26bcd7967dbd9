#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "executor/functions/scalar_column.hpp"
#include "tables/dynamic.hpp"

namespace kelpie::executor {

/// One number of a series. A datetime or a timespan counts as its ticks.
struct SeriesNumber {
  double real = 0;
  std::int64_t integer = 0;  // exact, where `integral`
  bool integral = false;
};
/// Nothing for anything but a number: null, text, a container.
[[nodiscard]] std::optional<SeriesNumber> number_of(tables::DynamicView value);
/// The same of a cell of any type: dynamic, int, long, real or decimal.
[[nodiscard]] std::optional<SeriesNumber> number_of(const ScalarColumn& column, std::size_t row);

/// What stands in Series::values for an element that is no number.
inline constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// A dynamic array read as numbers.
struct Series {
  std::vector<double> values;  // `missing` where an element is no number
  bool integral = true;        // all numbers are whole by type
  bool complete = true;        // all elements are numbers
  [[nodiscard]] std::size_t size() const { return values.size(); }
};
/// Nothing when the value is no array.
[[nodiscard]] std::optional<Series> read_series(tables::DynamicView array);
/// Nothing when the value is no array or an element is no number.
[[nodiscard]] std::optional<Series> read_complete_series(tables::DynamicView array);
/// The same, and all numbers are finite.
[[nodiscard]] std::optional<Series> read_finite_series(tables::DynamicView array);

/// Writes an array of reals; NaN becomes null.
void write_reals(tables::DynamicBuilder& out, std::span<const double> values);
/// Writes an array of longs; a value that is not finite becomes null.
void write_longs(tables::DynamicBuilder& out, std::span<const double> values);

/// Optional arguments of the series functions, after the series: the value, or `absent` when the call has no such
/// argument or it is null.
[[nodiscard]] double real_argument(ScalarColumns columns, std::size_t index, std::size_t row, double absent);
[[nodiscard]] std::int64_t integer_argument(ScalarColumns columns, std::size_t index, std::size_t row,
                                            std::int64_t absent);
[[nodiscard]] bool bool_argument(ScalarColumns columns, std::size_t index, std::size_t row, bool absent);
[[nodiscard]] std::string_view text_argument(ScalarColumns columns, std::size_t index, std::size_t row,
                                             std::string_view absent);

}  // namespace kelpie::executor
