#include "executor/functions/regex/regex_functions.hpp"

#include "executor/functions/families.hpp"

namespace kelpie::executor {

void add_regex_functions(FunctionRegistry& registry) {
  add_regex_search_functions(registry);
  add_regex_extraction_functions(registry);
  add_regex_replacement_functions(registry);
}

}  // namespace kelpie::executor
