#include "executor/functions/series/regression.hpp"

#include <algorithm>
#include <cmath>

namespace kelpie::executor {

namespace {

/// Running sums of points, kept about fixed centres so that little is lost.
struct Moments {
  double count = 0, x = 0, y = 0, xx = 0, xy = 0, yy = 0;
  void add(double px, double py) {
    count += 1;
    x += px;
    y += py;
    xx += px * px;
    xy += px * py;
    yy += py * py;
  }
  Moments operator-(const Moments& other) const {
    return {count - other.count, x - other.x, y - other.y, xx - other.xx, xy - other.xy, yy - other.yy};
  }
  /// Sum of the squares that the best line leaves.
  [[nodiscard]] double residual() const {
    if (count == 0) return 0;
    const double sxx = xx - x * x / count;
    const double sxy = xy - x * y / count;
    const double syy = yy - y * y / count;
    return std::max(0.0, sxx > 0 ? syy - sxy * sxy / sxx : syy);
  }
};

double rsquare_of(double total, double residual) { return total > 0 ? 1 - residual / total : 1; }

double mean_of(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

}  // namespace

LineFit fit_line(std::span<const double> values) {
  LineFit fit;
  double count = 0, mean_x = 0, mean_y = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(values[i])) continue;
    count += 1;
    mean_x += static_cast<double>(i + 1);
    mean_y += values[i];
  }
  if (count == 0) return fit;
  mean_x /= count;
  mean_y /= count;
  double sxx = 0, sxy = 0, syy = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(values[i])) continue;
    const double x = static_cast<double>(i + 1) - mean_x;
    const double y = values[i] - mean_y;
    sxx += x * x;
    sxy += x * y;
    syy += y * y;
  }
  fit.slope = sxx > 0 ? sxy / sxx : 0;
  fit.interception = mean_y - fit.slope * mean_x;
  double residual = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isnan(values[i])) residual += (values[i] - fit.at(i)) * (values[i] - fit.at(i));
  }
  const double freedom = std::max(1.0, count - 1);
  fit.variance = syy / freedom;
  fit.rvariance = residual / freedom;
  fit.rsquare = rsquare_of(syy, residual);
  return fit;
}

TwoLinesFit fit_two_lines(std::span<const double> values) {
  const std::size_t size = values.size();
  const std::size_t shortest = size >= 4 ? 2 : 1;
  const double mean = mean_of(values);
  const double middle = static_cast<double>(size) / 2;
  Moments all;
  for (std::size_t i = 0; i < size; ++i) all.add(static_cast<double>(i) - middle, values[i] - mean);

  TwoLinesFit fit;
  double best = HUGE_VAL;
  Moments left;
  for (std::size_t split = 1; split + shortest <= size; ++split) {
    left.add(static_cast<double>(split - 1) - middle, values[split - 1] - mean);
    if (split < shortest) continue;
    const double residual = left.residual() + (all - left).residual();
    if (residual < best) {
      best = residual;
      fit.split = split;
    }
  }
  fit.left = fit_line(values.first(fit.split));
  fit.right = fit_line(values.subspan(fit.split));
  double total = 0, residual = 0;
  for (std::size_t i = 0; i < size; ++i) {
    total += (values[i] - mean) * (values[i] - mean);
    residual += (values[i] - fit.at(i)) * (values[i] - fit.at(i));
  }
  const double freedom = std::max(1.0, static_cast<double>(size) - 1);
  fit.variance = total / freedom;
  fit.rvariance = residual / freedom;
  fit.rsquare = rsquare_of(total, residual);
  return fit;
}

}  // namespace kelpie::executor
