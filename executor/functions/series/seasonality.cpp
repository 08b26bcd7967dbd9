#include "executor/functions/series/seasonality.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "executor/functions/series/fourier.hpp"
#include "executor/functions/series/regression.hpp"

namespace kelpie::executor {

namespace {

constexpr double shortest_period = 4;

/// A frequency stands out when white noise would show as much in one series of twenty at any of its frequencies.
constexpr double significance = 0.05;

std::vector<double> without_trend(std::span<const double> values) {
  const LineFit trend = fit_line(values);
  std::vector<double> result(values.size(), 0.0);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isnan(values[i])) result[i] = values[i] - trend.at(i);
  }
  return result;
}

/// Whether the residuals are no more than rounding.
bool is_flat(std::span<const double> values, std::span<const double> residuals) {
  double size = 0, left = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isnan(values[i])) size = std::max(size, std::abs(values[i]));
    left = std::max(left, std::abs(residuals[i]));
  }
  return left <= size * 1e-12;
}

/// Power of the noise follows an exponential distribution, so the greatest of n passes mean * ln(n / p) with
/// probability p. Its mean comes from the median, which the few frequencies of a period do not move.
std::vector<std::size_t> outstanding_frequencies(std::span<const double> values) {
  const std::vector<std::complex<double>> complex_values(values.begin(), values.end());
  const auto spectrum = fourier_transform(complex_values);
  const std::size_t last = values.size() / 2;
  std::vector<double> powers;
  double total = 0;
  for (std::size_t f = 1; f <= last; ++f) {
    powers.push_back(std::norm(spectrum[f]));
    total += powers.back();
  }
  const std::vector<double> in_order = powers;
  const auto middle = powers.begin() + static_cast<std::ptrdiff_t>(powers.size() / 2);
  std::nth_element(powers.begin(), middle, powers.end());
  const double noise = *middle / std::numbers::ln2;
  const double threshold = std::max(total * 1e-6, noise * std::log(static_cast<double>(last) / significance));
  std::vector<std::size_t> result;
  for (std::size_t f = 1; f <= last; ++f) {
    if (in_order[f - 1] > threshold) result.push_back(f);
  }
  return result;
}

}  // namespace

Seasonality::Seasonality(std::span<const double> values) : size_(values.size()) {
  if (size_ < 2 * static_cast<std::size_t>(shortest_period)) return;
  const std::vector<double> residuals = without_trend(values);
  if (is_flat(values, residuals)) return;
  autocorrelation_ = autocorrelation(residuals, size_ / 2);
  frequencies_ = outstanding_frequencies(residuals);
}

bool Seasonality::is_hill(std::size_t lag) const {
  return lag > 0 && lag + 1 < autocorrelation_.size() && autocorrelation_[lag] > 0 &&
         autocorrelation_[lag] >= autocorrelation_[lag - 1] && autocorrelation_[lag] >= autocorrelation_[lag + 1];
}

std::optional<std::size_t> Seasonality::highest_hill(double min_lag, double max_lag) const {
  std::optional<std::size_t> best;
  if (autocorrelation_.empty()) return best;
  const double last = std::min(max_lag, static_cast<double>(autocorrelation_.size()));
  for (auto lag = static_cast<std::size_t>(std::max(std::ceil(min_lag), shortest_period));
       static_cast<double>(lag) <= last; ++lag) {
    if (is_hill(lag) && (!best || autocorrelation_[lag] > autocorrelation_[*best])) best = lag;
  }
  return best;
}

std::vector<Period> Seasonality::detect(double min_length, double max_length) const {
  std::vector<std::size_t> lags;
  const auto size = static_cast<double>(size_);
  for (const std::size_t frequency : frequencies_) {
    // One bin of the periodogram stands for the periods between those of its neighbours.
    const auto f = static_cast<double>(frequency);
    const double longest = frequency == 1 ? size : size / (f - 1);
    const auto lag = highest_hill(std::max(min_length, size / (f + 1)), std::min(max_length, longest));
    if (lag && std::find(lags.begin(), lags.end(), *lag) == lags.end()) lags.push_back(*lag);
  }
  std::vector<Period> periods;
  periods.reserve(lags.size());
  for (const std::size_t lag : lags)
    periods.push_back({static_cast<double>(lag), std::min(1.0, autocorrelation_[lag])});
  std::stable_sort(periods.begin(), periods.end(),
                   [](const Period& left, const Period& right) { return left.score > right.score; });
  return periods;
}

double Seasonality::score(double length) const {
  const auto size = static_cast<double>(size_);
  if (!(length >= shortest_period && length <= size / 2) || autocorrelation_.empty()) return 0;
  const auto named = [&](std::size_t frequency) {
    return std::abs(static_cast<double>(frequency) - size / length) < 1;
  };
  if (std::none_of(frequencies_.begin(), frequencies_.end(), named)) return 0;
  const auto lag = static_cast<std::size_t>(std::lround(length));
  return is_hill(lag) ? std::min(1.0, autocorrelation_[lag]) : 0;
}

std::vector<double> seasonal_component(std::span<const double> values, std::size_t period, std::size_t test_points) {
  std::vector<double> result(values.size(), 0.0);
  if (period == 0) return result;
  const std::size_t learned = values.size() - std::min(values.size(), test_points);
  std::vector<double> same_place;
  for (std::size_t place = 0; place < std::min(period, values.size()); ++place) {
    same_place.clear();
    for (std::size_t i = place; i < learned; i += period) {
      if (!std::isnan(values[i])) same_place.push_back(values[i]);
    }
    if (same_place.empty()) continue;
    const auto middle = same_place.begin() + static_cast<std::ptrdiff_t>(same_place.size() / 2);
    std::nth_element(same_place.begin(), middle, same_place.end());
    double median = *middle;
    if (same_place.size() % 2 == 0) median = (median + *std::max_element(same_place.begin(), middle)) / 2;
    for (std::size_t i = place; i < values.size(); i += period) result[i] = median;
  }
  return result;
}

}  // namespace kelpie::executor
