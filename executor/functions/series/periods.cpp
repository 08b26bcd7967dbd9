#include <algorithm>

#include "executor/functions/series/seasonality.hpp"
#include "executor/functions/series/series.hpp"
#include "executor/functions/series/series_functions.hpp"

namespace kelpie::executor {

using tables::DynamicBuilder;
using tables::Type;

namespace {

/// Score from which series_seasonal takes a period that it finds for one.
constexpr double seasonal_threshold = 0.7;
constexpr std::int64_t most_periods = 1'048'576;

void write_periods(DynamicBuilder& out, std::span<const Period> periods) {
  std::vector<double> column;
  out.begin_array();
  for (const Period& period : periods) column.push_back(period.length);
  write_reals(out, column);
  column.clear();
  for (const Period& period : periods) column.push_back(period.score);
  write_reals(out, column);
  out.end_array();
}

/// series, min_period, max_period, num_periods; filled up with zeros.
bool detect(DynamicBuilder& out, ScalarColumns columns, std::size_t row) {
  const auto series = read_series(columns[0].dynamic(row));
  if (!series) return false;
  const std::int64_t wanted = std::clamp<std::int64_t>(integer_argument(columns, 3, row, 0), 0, most_periods);
  auto periods =
      Seasonality(series->values).detect(real_argument(columns, 1, row, 0), real_argument(columns, 2, row, HUGE_VAL));
  periods.resize(static_cast<std::size_t>(wanted));
  write_periods(out, periods);
  return true;
}

/// series, period, ...
bool validate(DynamicBuilder& out, ScalarColumns columns, std::size_t row) {
  const auto series = read_series(columns[0].dynamic(row));
  if (!series) return false;
  const Seasonality seasonality(series->values);
  std::vector<Period> periods;
  for (std::size_t i = 1; i < columns.size(); ++i) {
    const double length = real_argument(columns, i, row, 0);
    periods.push_back({length, seasonality.score(length)});
  }
  write_periods(out, periods);
  return true;
}

/// series, period (-1: find it), test_points
bool seasonal(DynamicBuilder& out, ScalarColumns columns, std::size_t row) {
  const auto series = read_series(columns[0].dynamic(row));
  if (!series) return false;
  const auto test_points = static_cast<std::size_t>(
      std::clamp<std::int64_t>(integer_argument(columns, 2, row, 0), 0, static_cast<std::int64_t>(series->size())));
  std::int64_t period = integer_argument(columns, 1, row, -1);
  if (period < 0) {
    const auto found = Seasonality(std::span(series->values).first(series->size() - test_points)).detect(0, HUGE_VAL);
    period =
        found.empty() || found.front().score < seasonal_threshold ? 0 : static_cast<std::int64_t>(found.front().length);
  }
  write_reals(out, seasonal_component(series->values, static_cast<std::size_t>(period), test_points));
  return true;
}

}  // namespace

void add_series_period_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "series_periods_detect",
      .category = "series",
      .summary = "Finds the lengths after which a series repeats itself, best first, with a score of 0 to 1 each.",
      .example = "print y = series_sin(series_multiply(range(1, 40, 1), 0.785)) | project "
                 "series_periods_detect(y, 4, 20, 1)",
      .overloads = {{"(series:dynamic, min_period:number, max_period:number, num_periods:integer) -> dynamic",
                     columns_to_dynamic(detect)}},
      .tuple = {{"periods", Type::dynamic}, {"scores", Type::dynamic}}});
  registry.add(ScalarFunction{
      .name = "series_periods_validate",
      .category = "series",
      .summary = "Tells of given lengths how well a series repeats itself after them, 0 to 1.",
      .example =
          "print y = series_sin(series_multiply(range(1, 40, 1), 0.785)) | project series_periods_validate(y, 8, 10)",
      .overloads = {{"(series:dynamic, period...:number) -> dynamic", columns_to_dynamic(validate)}},
      .tuple = {{"periods", Type::dynamic}, {"scores", Type::dynamic}}});
  registry.add(
      ScalarFunction{.name = "series_seasonal",
                     .category = "series",
                     .summary = "Gives the part of a series that repeats itself after a period, given or found.",
                     .example = "print series_seasonal(dynamic([1, 3, 5, 1, 3, 5, 2, 4, 6]), 3)",
                     .overloads = {{"(series:dynamic, period?:integer, test_points?:integer) -> dynamic",
                                    columns_to_dynamic(seasonal)}}});
}

}  // namespace kelpie::executor
