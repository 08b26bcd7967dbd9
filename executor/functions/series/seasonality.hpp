#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace kelpie::executor {

/// A length after which a series repeats itself, in elements, and how well it does: 0 .. 1.
struct Period {
  double length = 0;
  double score = 0;
};

/// Finds periods as Vlachos, Yu and Castelli do ("On periodicity detection and structural periodic similarity", 2005):
/// frequencies that stand out of the periodogram name candidates, and a candidate counts where the autocorrelation has
/// a hill, whose height is the score. Trends are taken out first. A period has at least four elements and less than
/// half of the series.
class Seasonality {
 public:
  /// NaN counts as absent.
  explicit Seasonality(std::span<const double> values);

  /// Periods between the lengths, best first.
  [[nodiscard]] std::vector<Period> detect(double min_length, double max_length) const;
  /// How well the series repeats itself after `length` elements; 0 when it does not.
  [[nodiscard]] double score(double length) const;

 private:
  [[nodiscard]] bool is_hill(std::size_t lag) const;
  [[nodiscard]] std::optional<std::size_t> highest_hill(double min_lag, double max_lag) const;

  std::size_t size_ = 0;
  std::vector<double> autocorrelation_;   // of lags 0 .. size / 2
  std::vector<std::size_t> frequencies_;  // that stand out, in cycles a series
};

/// The median of the values at each place of the period, repeated over the whole length; places that have no value get
/// 0. The last `test_points` values are not looked at. NaN counts as absent.
[[nodiscard]] std::vector<double> seasonal_component(std::span<const double> values, std::size_t period,
                                                     std::size_t test_points);

}  // namespace kelpie::executor
