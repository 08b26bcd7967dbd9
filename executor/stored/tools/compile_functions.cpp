// Build step: compile_functions OUT.cpp FUNCTION.kql... writes the files as C++ constants, so that the program starts without files.
// A file without a function ends the build with its diagnostics.

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "executor/stored/function_file.hpp"

namespace {

/// A literal a line: compilers have limits on the length of one.
std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\' || c == '?') result += '\\';
    if (c == '\n') result += "\\n\"\n        \"";
    else if (c != '\r') result += c;
  }
  return result + "\"";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: compile_functions OUT.cpp FUNCTION.kql...\n", stderr);
    return 2;
  }
  std::string out = "#include \"executor/stored/function_data.hpp\"\n\nnamespace kelpie::executor {\n\nnamespace {\n\nconstexpr FunctionData functions[] = {\n";
  for (int i = 2; i < argc; ++i) {
    std::ifstream file(argv[i]);
    const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    const std::string path = argv[i];
    const auto content = kelpie::executor::read_function_file(path, text);
    for (const auto& diagnostic : content.diagnostics) std::fputs(render(diagnostic).c_str(), stderr);
    if (has_errors(content.diagnostics)) return 1;
    out += "    {" + quoted(path.substr(path.find_last_of('/') + 1)) + ",\n        " + quoted(text) + "},\n";
  }
  out += "};\n\n}  // namespace\n\nstd::span<const FunctionData> built_in_function_data() { return functions; }\n\n}  // namespace kelpie::executor\n";
  std::ofstream file(argv[1]);
  file << out;
  file.close();
  return file ? 0 : 1;
}
