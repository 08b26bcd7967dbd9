#pragma once

#include <complex>
#include <span>
#include <vector>

namespace kelpie::executor {

/// The discrete Fourier transform of any length in O(n log n): sum of x[j] exp(-2 pi i j k / n). The inverse divides by
/// n.
[[nodiscard]] std::vector<std::complex<double>> fourier_transform(std::span<const std::complex<double>> values);
[[nodiscard]] std::vector<std::complex<double>> inverse_fourier_transform(std::span<const std::complex<double>> values);

/// Autocorrelation of lags 0 .. max_lag of values with mean 0: at lag k the mean of x[i] x[i + k] over the pairs there
/// are, against the mean of x[i] squared; so a strictly periodic series has 1 at its period. All 0 when the values are.
[[nodiscard]] std::vector<double> autocorrelation(std::span<const double> values, std::size_t max_lag);

}  // namespace kelpie::executor
