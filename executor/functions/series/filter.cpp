#include <algorithm>
#include <numeric>
#include <string>

#include "executor/error.hpp"
#include "executor/functions/series/series.hpp"
#include "executor/functions/series/series_functions.hpp"

namespace kelpie::executor {

using tables::DynamicBuilder;

namespace {

/// Multiplications that one series may take. Filters have tens of coefficients, series up to a million elements.
constexpr double max_products = 4e9;

void check_work(const Series& series, std::size_t coefficients) {
  if (static_cast<double>(series.size()) * static_cast<double>(coefficients) > max_products) {
    throw QueryError("E_RUNAWAY_QUERY", "the filter has too many coefficients for a series of " +
                                            std::to_string(series.size()) + " elements: found " +
                                            std::to_string(coefficients) + ", shorten the filter");
  }
}

/// series, filter, normalize, center. Values before the beginning and after the end of the series count as 0.
bool fir(DynamicBuilder& out, ScalarColumns columns, std::size_t row) {
  const auto series = read_complete_series(columns[0].dynamic(row));
  const auto filter = read_complete_series(columns[1].dynamic(row));
  if (!series || !filter || filter->size() == 0) return false;
  check_work(*series, filter->size());

  const bool negative = std::any_of(filter->values.begin(), filter->values.end(), [](double tap) { return tap < 0; });
  const bool normalize = bool_argument(columns, 2, row, !negative);
  if (normalize && negative) return false;
  const double total = normalize ? std::accumulate(filter->values.begin(), filter->values.end(), 0.0) : 1.0;
  const std::size_t ahead = bool_argument(columns, 3, row, false) ? (filter->size() - 1) / 2 : 0;

  const std::size_t size = series->size();
  std::vector<double> result(size);
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t newest = i + ahead;
    double sum = 0;
    for (std::size_t tap = newest < size ? 0 : newest - size + 1; tap < filter->size() && tap <= newest; ++tap) {
      sum += filter->values[tap] * series->values[newest - tap];
    }
    result[i] = sum / total;
  }
  if (!normalize && series->integral && filter->integral)
    write_longs(out, result);
  else
    write_reals(out, result);
  return true;
}

/// series, numerators b, denominators a: a0 y[i] = b0 x[i] + b1 x[i-1] + ... - a1 y[i-1] - a2 y[i-2] - ...
bool iir(DynamicBuilder& out, ScalarColumns columns, std::size_t row) {
  const auto series = read_complete_series(columns[0].dynamic(row));
  const auto numerators = read_complete_series(columns[1].dynamic(row));
  const auto denominators = read_complete_series(columns[2].dynamic(row));
  if (!series || !numerators || !denominators || denominators->size() == 0 || denominators->values[0] == 0)
    return false;
  check_work(*series, numerators->size() + denominators->size());
  std::vector<double> result(series->size());
  for (std::size_t i = 0; i < result.size(); ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < numerators->size() && j <= i; ++j) sum += numerators->values[j] * series->values[i - j];
    for (std::size_t j = 1; j < denominators->size() && j <= i; ++j) sum -= denominators->values[j] * result[i - j];
    result[i] = sum / denominators->values[0];
  }
  write_reals(out, result);
  return true;
}

}  // namespace

void add_series_filter_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "series_fir",
      .category = "series",
      .summary = "Applies a finite impulse response filter to a series: a moving average, a difference and the like.",
      .example = "print series_fir(dynamic([0, 0, 10, 20, 10, 0, 0]), dynamic([1, 1, 1]), true, true)",
      .naming = ResultNaming::first_argument,
      .overloads = {{"(series:dynamic, filter:dynamic, normalize?:boolean, center?:boolean) -> dynamic",
                     columns_to_dynamic(fir)}}});
  registry.add(ScalarFunction{
      .name = "series_iir",
      .category = "series",
      .summary = "Applies an infinite impulse response filter to a series: a running sum, a smoothing and the like.",
      .example = "print series_iir(dynamic([1, 2, 3, 4]), dynamic([1]), dynamic([1, -1]))",
      .naming = ResultNaming::first_argument,
      .overloads = {
          {"(series:dynamic, numerators:dynamic, denominators:dynamic) -> dynamic", columns_to_dynamic(iir)}}});
}

}  // namespace kelpie::executor
