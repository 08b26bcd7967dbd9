#include "executor/functions/parse/parse_functions.hpp"

#include "executor/functions/families.hpp"

namespace kelpie::executor {

void add_parse_functions(FunctionRegistry& registry) {
  add_base64_functions(registry);
  add_url_functions(registry);
  add_file_path_functions(registry);
  add_record_functions(registry);
  add_xml_functions(registry);
  add_punycode_functions(registry);
  add_compression_functions(registry);
  add_user_agent_functions(registry);
}

}  // namespace kelpie::executor
