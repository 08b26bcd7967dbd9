#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace kelpie::executor {

/// Tukey's fences: how far a value lies outside the range between two percentiles, in lengths of that range; 0 inside,
/// negative below.
struct Fences {
  double low_percentile = 10;
  double high_percentile = 90;
  std::size_t test_points = 0;  // values at the end that the percentiles do not look at
};
/// One score a value. NaN counts as absent and scores 0. Where the range has no length, what lies outside scores
/// infinity.
[[nodiscard]] std::vector<double> outlier_scores(std::span<const double> values, const Fences& fences);

}  // namespace kelpie::executor
