#include "executor/functions/builtin.hpp"

#include "executor/functions/families.hpp"
#include "executor/functions/ip/ip_functions.hpp"

namespace kelpie::executor {

std::shared_ptr<const FunctionRegistry> make_builtin_registry() { return make_builtin_registry(FunctionResources{}); }

std::shared_ptr<const FunctionRegistry> make_builtin_registry(const FunctionResources& resources) {
  auto registry = std::make_shared<FunctionRegistry>();
  add_operator_functions(*registry);
  add_string_operators(*registry);
  add_conversion_functions(*registry);
  add_conditional_functions(*registry);
  add_string_functions(*registry);
  add_regex_functions(*registry);
  add_parse_functions(*registry);
  add_datetime_functions(*registry);
  add_dynamic_functions(*registry);
  add_math_functions(*registry);
  add_ip_functions(*registry);
  add_geo_functions(*registry);
  add_ip_location_functions(*registry, resources.locations);
  add_series_functions(*registry);
  add_statistical_aggregates(*registry);
  add_collecting_aggregates(*registry);
  return registry;
}

}  // namespace kelpie::executor
