#include "executor/functions/conditional/conditional.hpp"

#include "executor/functions/families.hpp"

namespace kelpie::executor {

void add_conditional_functions(FunctionRegistry& registry) {
  add_choice_functions(registry);
  add_null_tests(registry);
  add_extreme_functions(registry);
  add_assertion(registry);
}

}  // namespace kelpie::executor
