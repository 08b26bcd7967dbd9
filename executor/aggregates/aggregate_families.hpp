#pragma once

#include "executor/functions/registry.hpp"

namespace kelpie::executor {

// The parts of add_statistical_aggregates() and add_collecting_aggregates(), one a file.

void add_count_aggregates(FunctionRegistry& registry);       // count, countif
void add_sum_aggregates(FunctionRegistry& registry);         // sum, avg and their ...if
void add_extremum_aggregates(FunctionRegistry& registry);    // min, max and their ...if
void add_moment_aggregates(FunctionRegistry& registry);      // stdev, variance, covariance and their kin
void add_binary_aggregates(FunctionRegistry& registry);      // binary_all_and, _or, _xor
void add_percentile_aggregates(FunctionRegistry& registry);  // percentile(s), weighted, array
void add_tdigest_aggregates(FunctionRegistry& registry);     // tdigest, tdigest_merge
void add_tdigest_functions(FunctionRegistry& registry);      // scalar: percentile_tdigest, rank_tdigest, tdigest_merge

void add_distinct_count_aggregates(FunctionRegistry& registry);  // dcount, count_distinct and their ...if
void add_hll_aggregates(FunctionRegistry& registry);             // hll, hll_if, hll_merge
void add_hll_functions(FunctionRegistry& registry);              // scalar: dcount_hll, hll_merge
void add_list_aggregates(FunctionRegistry& registry);            // make_list, make_list_if, make_list_with_nulls
void add_set_aggregates(FunctionRegistry& registry);             // make_set, make_set_if
void add_bag_aggregates(FunctionRegistry& registry);             // make_bag, make_bag_if
void add_schema_aggregates(FunctionRegistry& registry);          // buildschema
void add_arg_extremum_aggregates(FunctionRegistry& registry);    // arg_max, arg_min
void add_any_aggregates(FunctionRegistry& registry);             // take_any, take_anyif, any

}  // namespace kelpie::executor
