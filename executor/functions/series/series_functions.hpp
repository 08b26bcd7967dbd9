#pragma once

#include "executor/functions/registry.hpp"

namespace kelpie::executor {

// The parts of the series family, one a file.

void add_series_element_functions(FunctionRegistry& registry);   // series_abs, series_sin, ...
void add_series_operator_functions(FunctionRegistry& registry);  // series_add, series_greater, ...
void add_series_fill_functions(FunctionRegistry& registry);      // series_fill_forward, ...
void add_series_filter_functions(FunctionRegistry& registry);    // series_fir, series_iir
void add_series_statistics_functions(
    FunctionRegistry& registry);                            // series_stats, series_sum, series_pearson_correlation, ...
void add_series_fit_functions(FunctionRegistry& registry);  // series_fit_line, series_fit_2lines
void add_series_fit_poly_functions(FunctionRegistry& registry);   // series_fit_poly
void add_series_fourier_functions(FunctionRegistry& registry);    // series_fft, series_ifft
void add_series_period_functions(FunctionRegistry& registry);     // series_periods_detect, series_seasonal, ...
void add_series_outlier_functions(FunctionRegistry& registry);    // series_outliers
void add_series_decompose_functions(FunctionRegistry& registry);  // series_decompose, _anomalies, _forecast

}  // namespace kelpie::executor
