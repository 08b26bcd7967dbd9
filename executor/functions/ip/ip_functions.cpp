#include "executor/functions/ip/ip_functions.hpp"

#include "executor/functions/families.hpp"

namespace kelpie::executor {

void add_ip_functions(FunctionRegistry& registry) {
  add_ipv4_conversion_functions(registry);
  add_ipv4_comparison_functions(registry);
  add_ipv6_functions(registry);
  add_ipv4_text_functions(registry);
}

}  // namespace kelpie::executor
