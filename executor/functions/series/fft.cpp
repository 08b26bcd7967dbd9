#include <limits>

#include "executor/functions/series/fourier.hpp"
#include "executor/functions/series/series.hpp"
#include "executor/functions/series/series_functions.hpp"

namespace kelpie::executor {

using tables::DynamicBuilder;
using tables::Type;

namespace {

using Transform = std::vector<std::complex<double>> (*)(std::span<const std::complex<double>>);

/// The real part and, where given, the imaginary part; null unless both hold finite numbers and are of one length.
KernelFactory transformed(Transform transform) {
  return columns_to_dynamic([transform](DynamicBuilder& out, ScalarColumns columns, std::size_t row) {
    const auto real = read_finite_series(columns[0].dynamic(row));
    if (!real) return false;
    std::vector<std::complex<double>> values(real->values.begin(), real->values.end());
    if (columns.size() > 1 && !columns[1].is_null(row)) {
      const auto imaginary = read_finite_series(columns[1].dynamic(row));
      if (!imaginary || imaginary->size() != values.size()) return false;
      for (std::size_t i = 0; i < values.size(); ++i) values[i].imag(imaginary->values[i]);
    }
    values = transform(values);
    std::vector<double> part(values.size());
    out.begin_array();
    for (std::size_t i = 0; i < values.size(); ++i) part[i] = values[i].real();
    write_reals(out, part);
    for (std::size_t i = 0; i < values.size(); ++i) part[i] = values[i].imag();
    write_reals(out, part);
    out.end_array();
    return true;
  });
}

}  // namespace

void add_series_fourier_functions(FunctionRegistry& registry) {
  registry.add(
      ScalarFunction{.name = "series_fft",
                     .category = "series",
                     .summary = "Applies the fast Fourier transform to a series: from time to frequency.",
                     .example = "print y = dynamic([0, 1, 0, -1]) | project series_fft(y)",
                     .overloads = {{"(real:dynamic, imaginary?:dynamic) -> dynamic", transformed(fourier_transform)}},
                     .tuple = {{"real", Type::dynamic}, {"imag", Type::dynamic}}});
  registry.add(ScalarFunction{
      .name = "series_ifft",
      .category = "series",
      .summary = "Applies the inverse fast Fourier transform to a series: from frequency to time.",
      .example = "print y = dynamic([4, 0, 0, 0]) | project series_ifft(y)",
      .overloads = {{"(real:dynamic, imaginary?:dynamic) -> dynamic", transformed(inverse_fourier_transform)}},
      .tuple = {{"real", Type::dynamic}, {"imag", Type::dynamic}}});
}

}  // namespace kelpie::executor
