#include "executor/functions/operators/operators.hpp"

#include "executor/functions/families.hpp"

namespace kelpie::executor {

void add_operator_functions(FunctionRegistry& registry) {
  add_number_operators(registry);
  add_comparison_operators(registry);
  add_logical_operators(registry);
  add_membership_operators(registry);
  add_between_operators(registry);
}

}  // namespace kelpie::executor
