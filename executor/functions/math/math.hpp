#pragma once

#include "executor/functions/registry.hpp"

namespace kelpie::executor {

// The groups of mathematical functions; add_math_functions() adds them all.
void add_bin_functions(FunctionRegistry& registry);           // bin bin_at
void add_rounding_functions(FunctionRegistry& registry);      // round ceiling abs sign
void add_elementary_functions(FunctionRegistry& registry);    // exp log sqrt pow sin ...
void add_distribution_functions(FunctionRegistry& registry);  // beta_cdf welch_test erf gamma ...
void add_bit_functions(FunctionRegistry& registry);           // binary_and ... bitset_count_ones tohex
void add_hash_functions(FunctionRegistry& registry);          // hash hash_many hash_sha256 ...
void add_random_functions(FunctionRegistry& registry);        // rand new_guid
void add_unit_functions(FunctionRegistry& registry);          // convert_length ... format_bytes
void add_closeness_functions(FunctionRegistry& registry);     // around

/// bin() of a datetime by a constant, positive number of ticks; the first argument of the call is the datetime.
[[nodiscard]] std::shared_ptr<const Kernel> make_datetime_bin(const CallSite& site, std::int64_t size);

}  // namespace kelpie::executor
