#include "executor/functions/series/outliers.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "executor/error.hpp"
#include "executor/functions/series/series.hpp"
#include "executor/functions/series/series_functions.hpp"

namespace kelpie::executor {

using tables::DynamicBuilder;

namespace {

/// Between the two nearest of the sorted values, in proportion.
double percentile_of(std::span<const double> sorted, double percentile) {
  const double place = percentile / 100 * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (place - static_cast<double>(below));
}

/// series, kind, ignore_val, min_percentile, max_percentile, test_points
bool outliers(DynamicBuilder& out, ScalarColumns columns, std::size_t row) {
  auto series = read_series(columns[0].dynamic(row));
  if (!series) return false;
  Fences fences;
  const std::string_view kind = text_argument(columns, 1, row, "ctukey");
  if (kind == "tukey") {
    fences = {.low_percentile = 25, .high_percentile = 75};
  } else if (kind == "ctukey") {
    fences = {.low_percentile = real_argument(columns, 3, row, 10),
              .high_percentile = real_argument(columns, 4, row, 90)};
    if (!(fences.low_percentile >= 2 && fences.high_percentile <= 98 &&
          fences.low_percentile < fences.high_percentile)) {
      throw QueryError("E_INVALID_ARGUMENT",
                       "series_outliers: the percentiles must lie in 2..98, the first below the second");
    }
  } else {
    throw QueryError("E_INVALID_ARGUMENT",
                     "series_outliers: the kind must be 'tukey' or 'ctukey', found '" + std::string(kind) + "'");
  }
  fences.test_points = static_cast<std::size_t>(std::max<std::int64_t>(0, integer_argument(columns, 5, row, 0)));
  const double ignored = real_argument(columns, 2, row, missing);
  for (double& value : series->values) {
    if (value == ignored) value = missing;
  }
  write_reals(out, outlier_scores(series->values, fences));
  return true;
}

}  // namespace

std::vector<double> outlier_scores(std::span<const double> values, const Fences& fences) {
  std::vector<double> scores(values.size(), 0.0);
  std::vector<double> sorted;
  double size = 0;
  for (std::size_t i = 0; i < values.size() - std::min(values.size(), fences.test_points); ++i) {
    if (!std::isfinite(values[i])) continue;
    sorted.push_back(values[i]);
    size = std::max(size, std::abs(values[i]));
  }
  if (sorted.empty()) return scores;
  std::sort(sorted.begin(), sorted.end());
  const double low = percentile_of(sorted, fences.low_percentile);
  const double high = percentile_of(sorted, fences.high_percentile);
  const double rounding = size * 1e-12;
  const double range = high - low > rounding ? high - low : 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] > high + rounding)
      scores[i] = (values[i] - high) / range;
    else if (values[i] < low - rounding)
      scores[i] = (values[i] - low) / range;
  }
  return scores;
}

void add_series_outlier_functions(FunctionRegistry& registry) {
  const KernelFactory kernel = columns_to_dynamic(outliers);
  registry.add(ScalarFunction{
      .name = "series_outliers",
      .category = "series",
      .summary =
          "Scores each element by how far it lies outside the usual range; above 1.5 or below -1.5 it is an anomaly.",
      .example = "print series_outliers(dynamic([1, 2, 1, 2, 1, 2, 1, 2, 30]))",
      .naming = ResultNaming::first_argument,
      .overloads = {{"(series:dynamic, kind?:string, ignore_val?:number) -> dynamic", kernel},
                    {"(series:dynamic, kind:string, ignore_val:real, min_percentile:real, max_percentile?:real, "
                     "test_points?:integer) -> dynamic",
                     kernel}}});
}

}  // namespace kelpie::executor
