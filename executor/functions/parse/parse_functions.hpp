#pragma once

#include "executor/functions/registry.hpp"

namespace kelpie::executor {

// The groups of the functions that read texts of a certain form; add_parse_functions() adds them all.
void add_base64_functions(FunctionRegistry& registry);     // base64_encode_tostring base64_decode_toarray ...
void add_url_functions(FunctionRegistry& registry);        // parse_url parse_urlquery url_encode url_decode ...
void add_file_path_functions(FunctionRegistry& registry);  // parse_path parse_version
void add_record_functions(FunctionRegistry& registry);     // parse_csv parse_command_line
void add_xml_functions(FunctionRegistry& registry);        // parse_xml
void add_punycode_functions(FunctionRegistry& registry);   // punycode_from_string punycode_domain_to_string ...
void add_compression_functions(
    FunctionRegistry& registry);  // gzip_decompress_from_base64_string zlib_compress_to_base64_string ...
void add_user_agent_functions(FunctionRegistry& registry);  // parse_user_agent

}  // namespace kelpie::executor
