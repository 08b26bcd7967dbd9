#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace kelpie::executor {

/// A least-squares line through values at x = 1, 2, 3, ...
struct LineFit {
  double slope = 0;
  double interception = 0;  // at x = 0
  double variance = 0;      // of the values, of a sample
  double rvariance = 0;     // of what the line leaves, against the same count
  double rsquare = 0;       // 1 when all values are equal
  [[nodiscard]] double at(std::size_t index) const { return interception + slope * static_cast<double>(index + 1); }
};
/// NaN counts as absent. Of no values at all: all members 0.
[[nodiscard]] LineFit fit_line(std::span<const double> values);

/// Two lines, each through its part of the values, split where they leave least.
struct TwoLinesFit {
  std::size_t split = 0;  // index of the first value of the right part
  LineFit left;           // x = 1 is the first value
  LineFit right;          // x = 1 is the first value of the right part
  double variance = 0;
  double rvariance = 0;
  double rsquare = 0;
  [[nodiscard]] double at(std::size_t index) const { return index < split ? left.at(index) : right.at(index - split); }
};
/// Requires at least two finite values. Each part has at least two values where there are four.
[[nodiscard]] TwoLinesFit fit_two_lines(std::span<const double> values);

/// A least-squares polynomial.
struct PolynomialFit {
  std::vector<double> coefficients;  // from the highest power to the constant
  std::vector<double> fitted;        // its values at the places given
  double variance = 0;
  double rvariance = 0;
  double rsquare = 0;
};
/// Highest degree that fit_polynomial takes; beyond it doubles carry no meaning.
inline constexpr std::size_t max_polynomial_degree = 64;
/// Requires as many places as values, all finite, and degree <= max_polynomial_degree. Powers that the places cannot
/// tell apart get 0.
[[nodiscard]] PolynomialFit fit_polynomial(std::span<const double> values, std::span<const double> places,
                                           std::size_t degree);

}  // namespace kelpie::executor
