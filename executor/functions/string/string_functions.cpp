#include "executor/functions/string/string_functions.hpp"

#include "executor/functions/families.hpp"

namespace kelpie::executor {

void add_string_functions(FunctionRegistry& registry) {
  add_length_functions(registry);
  add_case_functions(registry);
  add_concatenation_functions(registry);
  add_part_functions(registry);
  add_replacement_functions(registry);
  add_position_functions(registry);
  add_code_point_functions(registry);
}

}  // namespace kelpie::executor
