#include "executor/functions/families.hpp"
#include "executor/functions/math/math.hpp"

namespace kelpie::executor {

void add_math_functions(FunctionRegistry& registry) {
  add_bin_functions(registry);
  add_rounding_functions(registry);
  add_elementary_functions(registry);
  add_distribution_functions(registry);
  add_bit_functions(registry);
  add_hash_functions(registry);
  add_random_functions(registry);
  add_unit_functions(registry);
  add_closeness_functions(registry);
}

}  // namespace kelpie::executor
