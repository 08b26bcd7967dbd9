#include "executor/functions/series/series_functions.hpp"

#include "executor/functions/families.hpp"

namespace kelpie::executor {

void add_series_functions(FunctionRegistry& registry) {
  add_series_element_functions(registry);
  add_series_operator_functions(registry);
  add_series_fill_functions(registry);
  add_series_filter_functions(registry);
  add_series_statistics_functions(registry);
  add_series_fit_functions(registry);
  add_series_fit_poly_functions(registry);
  add_series_fourier_functions(registry);
  add_series_period_functions(registry);
  add_series_outlier_functions(registry);
  add_series_decompose_functions(registry);
}

}  // namespace kelpie::executor
