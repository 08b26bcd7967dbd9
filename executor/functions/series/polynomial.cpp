#include <algorithm>
#include <cmath>
#include <utility>

#include "executor/functions/series/regression.hpp"

namespace kelpie::executor {

namespace {

/// A polynomial in the scaled place t, lowest power first.
using Powers = std::vector<double>;

/// (t - shift) * p - factor * q
Powers next_orthogonal(const Powers& p, double shift, const Powers& q, double factor) {
  Powers result(p.size() + 1, 0.0);
  for (std::size_t i = 0; i < p.size(); ++i) {
    result[i + 1] += p[i];
    result[i] -= shift * p[i];
  }
  for (std::size_t i = 0; i < q.size(); ++i) result[i] -= factor * q[i];
  return result;
}

/// p((x - centre) / scale) as a polynomial in x, by Horner's scheme.
Powers unscaled(const Powers& p, double centre, double scale) {
  Powers result;
  for (std::size_t i = p.size(); i-- > 0;) {
    Powers next(result.size() + 1, 0.0);
    for (std::size_t j = 0; j < result.size(); ++j) {
      next[j + 1] += result[j] / scale;
      next[j] -= result[j] * centre / scale;
    }
    next[0] += p[i];
    result = std::move(next);
  }
  return result;
}

double product_sum(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

}  // namespace

// Forsythe's method: the polynomial is put together from polynomials that are orthogonal over the places, so no system
// is solved and high degrees stay sound. The places are scaled to [-1, 1] first.
PolynomialFit fit_polynomial(std::span<const double> values, std::span<const double> places, std::size_t degree) {
  PolynomialFit fit;
  const std::size_t size = values.size();
  fit.coefficients.assign(degree + 1, 0.0);
  fit.fitted.assign(size, 0.0);
  if (size == 0) return fit;
  const auto [low, high] = std::minmax_element(places.begin(), places.end());
  const double centre = (*low + *high) / 2;
  const double scale = *high > *low ? (*high - *low) / 2 : 1;
  std::vector<double> t(size);
  for (std::size_t i = 0; i < size; ++i) t[i] = (places[i] - centre) / scale;

  std::vector<double> current(size, 1.0), previous(size, 0.0), residual(values.begin(), values.end());
  Powers current_powers{1.0}, previous_powers, sum_powers(degree + 1, 0.0);
  double norm = static_cast<double>(size), previous_norm = 1;
  for (std::size_t power = 0;; ++power) {
    const double weight = product_sum(residual, current) / norm;
    for (std::size_t i = 0; i < size; ++i) {
      fit.fitted[i] += weight * current[i];
      residual[i] -= weight * current[i];
    }
    for (std::size_t i = 0; i < current_powers.size(); ++i) sum_powers[i] += weight * current_powers[i];
    if (power == degree) break;

    double shift = 0;
    for (std::size_t i = 0; i < size; ++i) shift += t[i] * current[i] * current[i];
    shift /= norm;
    const double factor = power == 0 ? 0 : norm / previous_norm;
    for (std::size_t i = 0; i < size; ++i) {
      const double next = (t[i] - shift) * current[i] - factor * previous[i];
      previous[i] = current[i];
      current[i] = next;
    }
    previous_powers = std::exchange(current_powers, next_orthogonal(current_powers, shift, previous_powers, factor));
    previous_norm = norm;
    norm = product_sum(current, current);
    if (!(norm > 1e-24 * previous_norm)) break;  // the places have no more to tell
  }
  const Powers powers = unscaled(sum_powers, centre, scale);
  std::reverse_copy(powers.begin(), powers.end(), fit.coefficients.begin());

  double mean = 0, total = 0;
  for (const double value : values) mean += value / static_cast<double>(size);
  for (const double value : values) total += (value - mean) * (value - mean);
  const double left = product_sum(residual, residual);
  const double freedom = std::max(1.0, static_cast<double>(size) - 1);
  fit.variance = total / freedom;
  fit.rvariance = left / freedom;
  fit.rsquare = total > 0 ? 1 - left / total : 1;
  return fit;
}

}  // namespace kelpie::executor
