#include "executor/functions/row_kernel.hpp"
#include "executor/functions/series/regression.hpp"
#include "executor/functions/series/series.hpp"
#include "executor/functions/series/series_functions.hpp"

namespace kelpie::executor {

using tables::DynamicBuilder;
using tables::DynamicView;
using tables::Type;

namespace {

template <typename Fit>
std::vector<double> fitted(const Fit& fit, std::size_t size) {
  std::vector<double> values(size);
  for (std::size_t i = 0; i < size; ++i) values[i] = fit.at(i);
  return values;
}

void write_real(DynamicBuilder& out, std::string_view key, double value) {
  out.key(key);
  out.real(value);
}

// Each is null for an array that is empty or holds anything but finite numbers.

bool line(DynamicBuilder& out, DynamicView array) {
  const auto series = read_finite_series(array);
  if (!series || series->size() == 0) return false;
  const LineFit fit = fit_line(series->values);
  out.begin_array();
  for (const double value : {fit.rsquare, fit.slope, fit.variance, fit.rvariance, fit.interception}) out.real(value);
  write_reals(out, fitted(fit, series->size()));
  out.end_array();
  return true;
}

bool line_dynamic(DynamicBuilder& out, DynamicView array) {
  const auto series = read_finite_series(array);
  if (!series || series->size() == 0) return false;
  const LineFit fit = fit_line(series->values);
  out.begin_bag();
  write_real(out, "rsquare", fit.rsquare);
  write_real(out, "slope", fit.slope);
  write_real(out, "variance", fit.variance);
  write_real(out, "rvariance", fit.rvariance);
  write_real(out, "interception", fit.interception);
  out.key("line_fit");
  write_reals(out, fitted(fit, series->size()));
  out.end_bag();
  return true;
}

bool two_lines(DynamicBuilder& out, DynamicView array) {
  const auto series = read_finite_series(array);
  if (!series || series->size() < 2) return false;
  const TwoLinesFit fit = fit_two_lines(series->values);
  out.begin_array();
  out.real(fit.rsquare);
  out.long_(static_cast<std::int64_t>(fit.split));
  out.real(fit.variance);
  out.real(fit.rvariance);
  write_reals(out, fitted(fit, series->size()));
  for (const LineFit& part : {fit.right, fit.left}) {
    for (const double value : {part.rsquare, part.slope, part.interception, part.variance, part.rvariance})
      out.real(value);
  }
  out.end_array();
  return true;
}

void write_part(DynamicBuilder& out, std::string_view key, const LineFit& fit) {
  out.key(key);
  out.begin_bag();
  write_real(out, "rsquare", fit.rsquare);
  write_real(out, "slope", fit.slope);
  write_real(out, "interception", fit.interception);
  write_real(out, "variance", fit.variance);
  write_real(out, "rvariance", fit.rvariance);
  out.end_bag();
}

bool two_lines_dynamic(DynamicBuilder& out, DynamicView array) {
  const auto series = read_finite_series(array);
  if (!series || series->size() < 2) return false;
  const TwoLinesFit fit = fit_two_lines(series->values);
  out.begin_bag();
  write_real(out, "rsquare", fit.rsquare);
  out.key("split_idx");
  out.long_(static_cast<std::int64_t>(fit.split));
  write_real(out, "variance", fit.variance);
  write_real(out, "rvariance", fit.rvariance);
  out.key("line_fit");
  write_reals(out, fitted(fit, series->size()));
  write_part(out, "right", fit.right);
  write_part(out, "left", fit.left);
  out.end_bag();
  return true;
}

}  // namespace

void add_series_fit_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "series_fit_line",
      .category = "series",
      .summary = "Fits a line to a series: how well, its slope and interception, variances, and the line itself.",
      .example = "print y = dynamic([2, 5, 6, 8, 11]) | project series_fit_line(y)",
      .overloads = {{"(series:dynamic) -> dynamic", rows(line)}},
      .tuple = {{"rsquare", Type::real},
                {"slope", Type::real},
                {"variance", Type::real},
                {"rvariance", Type::real},
                {"interception", Type::real},
                {"line_fit", Type::dynamic}}});
  registry.add(ScalarFunction{.name = "series_fit_line_dynamic",
                              .category = "series",
                              .summary = "Fits a line to a series and gives what describes it as a property bag.",
                              .example = "print series_fit_line_dynamic(dynamic([2, 5, 6, 8, 11])).slope",
                              .overloads = {{"(series:dynamic) -> dynamic", rows(line_dynamic)}}});
  registry.add(
      ScalarFunction{.name = "series_fit_2lines",
                     .category = "series",
                     .summary = "Fits two lines to a series, one up to where its trend changes and one from there.",
                     .example = "print y = dynamic([1, 2, 3, 4, 3, 2, 1]) | project series_fit_2lines(y)",
                     .overloads = {{"(series:dynamic) -> dynamic", rows(two_lines)}},
                     .tuple = {{"rsquare", Type::real},
                               {"split_idx", Type::long_},
                               {"variance", Type::real},
                               {"rvariance", Type::real},
                               {"line_fit", Type::dynamic},
                               {"right_rsquare", Type::real},
                               {"right_slope", Type::real},
                               {"right_interception", Type::real},
                               {"right_variance", Type::real},
                               {"right_rvariance", Type::real},
                               {"left_rsquare", Type::real},
                               {"left_slope", Type::real},
                               {"left_interception", Type::real},
                               {"left_variance", Type::real},
                               {"left_rvariance", Type::real}}});
  registry.add(ScalarFunction{.name = "series_fit_2lines_dynamic",
                              .category = "series",
                              .summary = "Fits two lines to a series and gives what describes them as a property bag.",
                              .example = "print series_fit_2lines_dynamic(dynamic([1, 2, 3, 4, 3, 2, 1])).split_idx",
                              .overloads = {{"(series:dynamic) -> dynamic", rows(two_lines_dynamic)}}});
}

}  // namespace kelpie::executor
