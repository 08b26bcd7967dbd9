#include <numeric>
#include <string>

#include "executor/error.hpp"
#include "executor/functions/series/regression.hpp"
#include "executor/functions/series/series.hpp"
#include "executor/functions/series/series_functions.hpp"

namespace kelpie::executor {

using tables::DynamicBuilder;
using tables::Type;

namespace {

/// y, x (1, 2, 3, ... when left out), degree (1 when left out).
bool polynomial(DynamicBuilder& out, ScalarColumns columns, std::size_t row) {
  const auto values = read_finite_series(columns[0].dynamic(row));
  if (!values || values->size() == 0) return false;
  std::vector<double> places(values->size());
  std::iota(places.begin(), places.end(), 1.0);
  if (columns.size() > 1 && !columns[1].is_null(row)) {
    const auto given = read_finite_series(columns[1].dynamic(row));
    if (!given || given->size() != values->size()) return false;
    places = given->values;
  }
  const std::int64_t degree = integer_argument(columns, 2, row, 1);
  if (degree < 0 || degree > static_cast<std::int64_t>(max_polynomial_degree)) {
    throw QueryError("E_INVALID_ARGUMENT", "series_fit_poly: the degree must lie in 0.." +
                                               std::to_string(max_polynomial_degree) + ", found " +
                                               std::to_string(degree));
  }
  const PolynomialFit fit = fit_polynomial(values->values, places, static_cast<std::size_t>(degree));
  out.begin_array();
  out.real(fit.rsquare);
  write_reals(out, fit.coefficients);
  out.real(fit.variance);
  out.real(fit.rvariance);
  write_reals(out, fit.fitted);
  out.end_array();
  return true;
}

}  // namespace

void add_series_fit_poly_functions(FunctionRegistry& registry) {
  const KernelFactory kernel = columns_to_dynamic(polynomial);
  registry.add(ScalarFunction{
      .name = "series_fit_poly",
      .category = "series",
      .summary = "Fits a polynomial of a given degree to a series, over places given or 1, 2, 3 ...",
      .example = "print y = dynamic([1, 4, 9, 16]), x = dynamic([1, 2, 3, 4]) | project series_fit_poly(y, x, 2)",
      .overloads = {{"(y:dynamic, x?:dynamic, degree?:integer) -> dynamic", kernel}},
      .tuple = {{"rsquare", Type::real},
                {"coefficients", Type::dynamic},
                {"variance", Type::real},
                {"rvariance", Type::real},
                {"poly_fit", Type::dynamic}}});
}

}  // namespace kelpie::executor
