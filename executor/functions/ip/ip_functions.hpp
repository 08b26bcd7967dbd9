#pragma once

#include "executor/functions/registry.hpp"

namespace kelpie::executor {

// The groups of the functions of network addresses; add_ip_functions() adds them.
void add_ipv4_conversion_functions(
    FunctionRegistry& registry);  // parse_ipv4 parse_ipv4_mask format_ipv4 ipv4_netmask_suffix ...
void add_ipv4_comparison_functions(
    FunctionRegistry& registry);                      // ipv4_compare ipv4_is_match ipv4_is_in_range ipv4_is_private ...
void add_ipv6_functions(FunctionRegistry& registry);  // parse_ipv6 parse_ipv6_mask ipv6_compare ipv6_is_match ...
void add_ipv4_text_functions(FunctionRegistry& registry);  // has_ipv4 has_ipv4_prefix has_any_ipv4 has_any_ipv4_prefix

class LocationDatabase;
/// geo_info_from_ip_address; `locations` may be nullptr. Not among add_ip_functions(), for it needs what the others do not.
void add_ip_location_functions(FunctionRegistry& registry, std::shared_ptr<const LocationDatabase> locations);

}  // namespace kelpie::executor
