#pragma once

#include "executor/functions/registry.hpp"

namespace kelpie::executor {

// The groups of the string functions; add_string_functions() adds them all.
void add_length_functions(FunctionRegistry& registry);         // strlen string_size isascii isutf8 strcmp
void add_case_functions(FunctionRegistry& registry);           // tolower toupper
void add_concatenation_functions(FunctionRegistry& registry);  // strcat strcat_delim strrep
void add_part_functions(FunctionRegistry& registry);           // substring split reverse
void add_replacement_functions(FunctionRegistry& registry);    // replace_string replace_strings translate
void add_position_functions(FunctionRegistry& registry);       // indexof has_any_index
void add_code_point_functions(
    FunctionRegistry& registry);  // unicode_codepoints_from_string unicode_codepoints_to_string

}  // namespace kelpie::executor
