#include <algorithm>
#include <string>

#include "executor/error.hpp"
#include "executor/functions/series/outliers.hpp"
#include "executor/functions/series/regression.hpp"
#include "executor/functions/series/seasonality.hpp"
#include "executor/functions/series/series.hpp"
#include "executor/functions/series/series_functions.hpp"

namespace kelpie::executor {

using tables::DynamicBuilder;
using tables::Type;

namespace {

enum class Trend { none, average, line };

struct Model {
  std::int64_t period = -1;  // -1: find it; 0: none
  Trend trend = Trend::average;
  std::size_t test_points = 0;  // values at the end that nothing is learned from
  double threshold = 0.6;       // score from which a period that is found counts
};

/// A series as the sum of its parts: values = baseline + residual, baseline = seasonal + trend.
struct Decomposition {
  std::vector<double> baseline, seasonal, trend, residual;
};

std::size_t find_period(std::span<const double> learned, double threshold) {
  const auto periods = Seasonality(learned).detect(0, HUGE_VAL);
  return periods.empty() || periods.front().score < threshold ? 0 : static_cast<std::size_t>(periods.front().length);
}

Decomposition decompose(std::span<const double> values, const Model& model) {
  const std::size_t size = values.size();
  const std::size_t test_points = std::min(size, model.test_points);
  const std::size_t learned = size - test_points;
  const std::size_t period =
      model.period < 0 ? find_period(values.first(learned), model.threshold) : static_cast<std::size_t>(model.period);
  Decomposition parts;
  parts.seasonal = seasonal_component(values, period, test_points);

  std::vector<double> deseasonal(learned);
  for (std::size_t i = 0; i < learned; ++i) deseasonal[i] = values[i] - parts.seasonal[i];
  LineFit line = fit_line(deseasonal);
  if (model.trend == Trend::average) {
    double sum = 0, count = 0;
    for (const double value : deseasonal) {
      if (std::isnan(value)) continue;
      sum += value;
      count += 1;
    }
    line = {.interception = count > 0 ? sum / count : 0};
  } else if (model.trend == Trend::none) {
    line = {};
  }
  parts.trend.resize(size);
  parts.baseline.resize(size);
  parts.residual.resize(size);
  for (std::size_t i = 0; i < size; ++i) {
    parts.trend[i] = line.at(i);
    parts.baseline[i] = parts.seasonal[i] + parts.trend[i];
    parts.residual[i] = values[i] - parts.baseline[i];
  }
  return parts;
}

Trend trend_of(std::string_view text) {
  if (text == "avg") return Trend::average;
  if (text == "linefit") return Trend::line;
  if (text == "none") return Trend::none;
  throw QueryError("E_INVALID_ARGUMENT",
                   "the trend must be 'avg', 'linefit' or 'none', found '" + std::string(text) + "'");
}

std::size_t points(std::int64_t count) { return static_cast<std::size_t>(std::max<std::int64_t>(0, count)); }

void write_parts(DynamicBuilder& out, const Decomposition& parts) {
  out.begin_array();
  write_reals(out, parts.baseline);
  write_reals(out, parts.seasonal);
  write_reals(out, parts.trend);
  write_reals(out, parts.residual);
  out.end_array();
}

/// series, period, trend, test_points, threshold
bool decompose_series(DynamicBuilder& out, ScalarColumns columns, std::size_t row) {
  const auto series = read_series(columns[0].dynamic(row));
  if (!series) return false;
  write_parts(out, decompose(series->values, {.period = integer_argument(columns, 1, row, -1),
                                              .trend = trend_of(text_argument(columns, 2, row, "avg")),
                                              .test_points = points(integer_argument(columns, 3, row, 0)),
                                              .threshold = real_argument(columns, 4, row, 0.6)}));
  return true;
}

/// series, points, period, trend, threshold
bool forecast(DynamicBuilder& out, ScalarColumns columns, std::size_t row) {
  const auto series = read_series(columns[0].dynamic(row));
  if (!series) return false;
  write_parts(out, decompose(series->values, {.period = integer_argument(columns, 2, row, -1),
                                              .trend = trend_of(text_argument(columns, 3, row, "avg")),
                                              .test_points = points(integer_argument(columns, 1, row, 0)),
                                              .threshold = real_argument(columns, 4, row, 0.6)}));
  return true;
}

Fences fences_of(std::string_view method, std::size_t test_points) {
  if (method == "ctukey") return {.test_points = test_points};
  if (method == "tukey") return {.low_percentile = 25, .high_percentile = 75, .test_points = test_points};
  throw QueryError("E_INVALID_ARGUMENT", "the method must be 'ctukey' or 'tukey', found '" + std::string(method) + "'");
}

/// series, threshold, period, trend, test_points, method, seasonality_threshold
bool anomalies(DynamicBuilder& out, ScalarColumns columns, std::size_t row) {
  const auto series = read_series(columns[0].dynamic(row));
  if (!series) return false;
  const double threshold = real_argument(columns, 1, row, 1.5);
  const Model model{.period = integer_argument(columns, 2, row, -1),
                    .trend = trend_of(text_argument(columns, 3, row, "avg")),
                    .test_points = points(integer_argument(columns, 4, row, 0)),
                    .threshold = real_argument(columns, 6, row, 0.6)};
  const Fences fences = fences_of(text_argument(columns, 5, row, "ctukey"), model.test_points);
  const Decomposition parts = decompose(series->values, model);
  const std::vector<double> scores = outlier_scores(parts.residual, fences);
  std::vector<double> flags(scores.size());
  for (std::size_t i = 0; i < flags.size(); ++i) flags[i] = (scores[i] > threshold) - (scores[i] < -threshold);
  out.begin_array();
  write_longs(out, flags);
  write_reals(out, scores);
  write_reals(out, parts.baseline);
  out.end_array();
  return true;
}

std::vector<TupleColumn> part_columns() {
  return {
      {"baseline", Type::dynamic}, {"seasonal", Type::dynamic}, {"trend", Type::dynamic}, {"residual", Type::dynamic}};
}

}  // namespace

void add_series_decompose_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "series_decompose",
      .category = "series",
      .summary = "Splits a series into what repeats itself, a trend and the rest, and gives the baseline that the "
                 "first two make.",
      .example = "print y = dynamic([1, 3, 5, 2, 4, 6, 3, 5, 7]) | project series_decompose(y, 3, 'linefit')",
      .overloads =
          {{"(series:dynamic, period?:integer, trend?:string, test_points?:integer, threshold?:number) -> dynamic",
            columns_to_dynamic(decompose_series)}},
      .tuple = part_columns()});
  registry.add(ScalarFunction{
      .name = "series_decompose_forecast",
      .category = "series",
      .summary = "Foretells the last points of a series from what repeats itself and the trend of those before them.",
      .example =
          "print y = dynamic([1, 3, 5, 2, 4, 6, 0, 0, 0]) | project series_decompose_forecast(y, 3, 3, 'linefit')",
      .overloads = {{"(series:dynamic, points:integer, period?:integer, trend?:string, threshold?:number) -> dynamic",
                     columns_to_dynamic(forecast)}},
      .tuple = part_columns()});
  registry.add(ScalarFunction{
      .name = "series_decompose_anomalies",
      .category = "series",
      .summary = "Marks the elements of a series that lie far from its baseline: a flag of -1, 0 or 1, a score, and "
                 "the baseline.",
      .example = "print y = dynamic([1, 2, 1, 2, 1, 2, 30, 2, 1, 2, 1, 2]) | project series_decompose_anomalies(y, "
                 "1.5, -1, 'avg')",
      .overloads =
          {{"(series:dynamic, threshold?:number, period?:integer, trend?:string, test_points?:integer, method?:string, "
            "seasonality_threshold?:number) -> dynamic",
            columns_to_dynamic(anomalies)}},
      .tuple = {{"ad_flag", Type::dynamic}, {"ad_score", Type::dynamic}, {"baseline", Type::dynamic}}});
}

}  // namespace kelpie::executor
