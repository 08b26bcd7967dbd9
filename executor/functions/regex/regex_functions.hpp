#pragma once

#include "executor/functions/registry.hpp"

namespace kelpie::executor {

// The groups of the functions of regular expressions; add_regex_functions() adds them all.
void add_regex_search_functions(FunctionRegistry& registry);       // matches regex, countof, indexof_regex, regex_quote
void add_regex_extraction_functions(FunctionRegistry& registry);   // extract, extract_all
void add_regex_replacement_functions(FunctionRegistry& registry);  // replace_regex, replace, trim, trim_start, trim_end

}  // namespace kelpie::executor
