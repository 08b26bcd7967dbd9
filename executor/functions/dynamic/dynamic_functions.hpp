#pragma once

#include "executor/functions/registry.hpp"

namespace kelpie::executor {

// The parts of the dynamic family, one a file.

void add_path_functions(FunctionRegistry& registry);          // what the binder makes of d.key and d[0]
void add_json_functions(FunctionRegistry& registry);          // parse_json, extract_json, dynamic_to_json
void add_pack_functions(FunctionRegistry& registry);          // bag_pack, pack_array
void add_bag_functions(FunctionRegistry& registry);           // bag_keys, bag_merge, bag_has_key, bag_zip
void add_bag_edit_functions(FunctionRegistry& registry);      // bag_set_key, bag_remove_keys
void add_array_functions(FunctionRegistry& registry);         // array_length, array_concat, array_sum, strcat_array
void add_array_part_functions(FunctionRegistry& registry);    // array_slice, array_split, rotate, shift, reverse
void add_array_search_functions(FunctionRegistry& registry);  // array_index_of, array_iff
void add_array_sort_functions(FunctionRegistry& registry);    // array_sort_asc, array_sort_desc
void add_sequence_functions(FunctionRegistry& registry);      // range, repeat, zip
void add_set_functions(FunctionRegistry& registry);           // set_union, set_has_element, jaccard_index

}  // namespace kelpie::executor
