#include "executor/functions/dynamic/dynamic_functions.hpp"

#include "executor/functions/families.hpp"

namespace kelpie::executor {

void add_dynamic_functions(FunctionRegistry& registry) {
  add_path_functions(registry);
  add_json_functions(registry);
  add_pack_functions(registry);
  add_bag_functions(registry);
  add_bag_edit_functions(registry);
  add_array_functions(registry);
  add_array_part_functions(registry);
  add_array_search_functions(registry);
  add_array_sort_functions(registry);
  add_sequence_functions(registry);
  add_set_functions(registry);
}

}  // namespace kelpie::executor
