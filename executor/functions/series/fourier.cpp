#include "executor/functions/series/fourier.hpp"

#include <bit>
#include <cmath>
#include <numbers>

namespace kelpie::executor {

namespace {

using Complex = std::complex<double>;

// std::complex multiplication takes care of infinities, which costs a call each time.
Complex product(const Complex& a, const Complex& b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

/// exp(-2 pi i k / period) for k in [0, count). Each comes of two before it, so that the error grows with the logarithm
/// of k only, and sine and cosine are asked for powers of two alone.
std::vector<Complex> unit_roots(std::size_t count, std::size_t period) {
  std::vector<Complex> roots(count, Complex(1, 0));
  for (std::size_t power = 1; power < count; power *= 2) {
    roots[power] = std::polar(1.0, -2 * std::numbers::pi * static_cast<double>(power) / static_cast<double>(period));
    for (std::size_t i = 1; i < power && power + i < count; ++i) roots[power + i] = product(roots[power], roots[i]);
  }
  return roots;
}

/// Cooley and Tukey's transform in place; the size is a power of two.
void transform_power_of_two(std::vector<Complex>& values) {
  const std::size_t size = values.size();
  for (std::size_t i = 1, j = 0; i < size; ++i) {
    std::size_t bit = size >> 1;
    for (; (j & bit) != 0; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) std::swap(values[i], values[j]);
  }
  const std::vector<Complex> roots = unit_roots(size / 2, size);
  for (std::size_t length = 2; length <= size; length *= 2) {
    const std::size_t half = length / 2;
    const std::size_t stride = size / length;
    for (std::size_t start = 0; start < size; start += length) {
      for (std::size_t k = 0; k < half; ++k) {
        const Complex odd = product(roots[k * stride], values[start + k + half]);
        const Complex even = values[start + k];
        values[start + k] = even + odd;
        values[start + k + half] = even - odd;
      }
    }
  }
}

void conjugate(std::vector<Complex>& values) {
  for (Complex& value : values) value = std::conj(value);
}

void inverse_power_of_two(std::vector<Complex>& values) {
  conjugate(values);
  transform_power_of_two(values);
  conjugate(values);
  for (Complex& value : values) value /= static_cast<double>(values.size());
}

/// Bluestein's transform: any length as a convolution of a power of two.
std::vector<Complex> transform_any(std::span<const Complex> values) {
  const std::size_t size = values.size();
  const std::vector<Complex> roots = unit_roots(2 * size, 2 * size);
  std::vector<Complex> chirp(size);
  for (std::size_t i = 0; i < size; ++i) chirp[i] = roots[i * i % (2 * size)];
  const std::size_t padded = std::bit_ceil(2 * size - 1);
  std::vector<Complex> left(padded), right(padded);
  for (std::size_t i = 0; i < size; ++i) left[i] = product(values[i], chirp[i]);
  right[0] = std::conj(chirp[0]);
  for (std::size_t i = 1; i < size; ++i) right[i] = right[padded - i] = std::conj(chirp[i]);
  transform_power_of_two(left);
  transform_power_of_two(right);
  for (std::size_t i = 0; i < padded; ++i) left[i] = product(left[i], right[i]);
  inverse_power_of_two(left);
  left.resize(size);
  for (std::size_t i = 0; i < size; ++i) left[i] = product(left[i], chirp[i]);
  return left;
}

}  // namespace

std::vector<Complex> fourier_transform(std::span<const Complex> values) {
  if (values.empty()) return {};
  if (!std::has_single_bit(values.size())) return transform_any(values);
  std::vector<Complex> result(values.begin(), values.end());
  transform_power_of_two(result);
  return result;
}

std::vector<Complex> inverse_fourier_transform(std::span<const Complex> values) {
  std::vector<Complex> result(values.begin(), values.end());
  conjugate(result);
  result = fourier_transform(result);
  conjugate(result);
  for (Complex& value : result) value /= static_cast<double>(values.size());
  return result;
}

std::vector<double> autocorrelation(std::span<const double> values, std::size_t max_lag) {
  const std::size_t size = values.size();
  std::vector<double> result(max_lag + 1, 0.0);
  double power = 0;
  for (const double value : values) power += value * value;
  if (size == 0 || power == 0) return result;
  std::vector<Complex> spectrum(std::bit_ceil(2 * size));
  for (std::size_t i = 0; i < size; ++i) spectrum[i] = values[i];
  transform_power_of_two(spectrum);
  for (Complex& value : spectrum) value = std::norm(value);
  inverse_power_of_two(spectrum);
  for (std::size_t lag = 0; lag <= max_lag && lag < size; ++lag) {
    result[lag] = spectrum[lag].real() / power * static_cast<double>(size) / static_cast<double>(size - lag);
  }
  return result;
}

}  // namespace kelpie::executor
