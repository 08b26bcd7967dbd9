#pragma once

#include "executor/functions/registry.hpp"

namespace kelpie::executor {

// One a family; each is the list of registrations of its folder or file. builtin.cpp calls them all.

void add_operator_functions(FunctionRegistry& registry);    // + - * / % == < and or, has, contains ...: what the binder makes of operators
void add_conversion_functions(FunctionRegistry& registry);  // tostring, toint, todatetime, ... gettype
void add_conditional_functions(FunctionRegistry& registry); // iff, case, coalesce, isnull, isempty, max_of ...
void add_string_functions(FunctionRegistry& registry);
void add_regex_functions(FunctionRegistry& registry);       // extract, extract_all, replace_regex, ...
void add_parse_functions(FunctionRegistry& registry);       // parse_url, parse_ipv4, parse_path, base64, url_encode, ...
void add_datetime_functions(FunctionRegistry& registry);
void add_dynamic_functions(FunctionRegistry& registry);     // parse_json, bag_*, pack*, array_*, set_*, treepath, ...
void add_math_functions(FunctionRegistry& registry);        // abs, round, bin, log, binary_*, hash, rand, ...
void add_ip_functions(FunctionRegistry& registry);          // ipv4_*, ipv6_*, has_ipv4*
void add_series_functions(FunctionRegistry& registry);

void add_statistical_aggregates(FunctionRegistry& registry);  // count, sum, avg, min, max, stdev, percentile, ...
void add_collecting_aggregates(FunctionRegistry& registry);   // make_list, make_set, make_bag, arg_max, take_any, dcount, hll, ...

}  // namespace kelpie::executor
