// Build step: compile_schemas OUT.cpp SCHEMA.yaml... writes the schemas as C++ constants, so that the program starts
// without files.

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "tables/schema_file.hpp"

namespace {

using namespace kelpie::tables;

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

std::string_view enumerator_of(Type type) {
  switch (type) {
    case Type::boolean:
      return "boolean";
    case Type::int_:
      return "int_";
    case Type::long_:
      return "long_";
    case Type::real:
      return "real";
    case Type::decimal:
      return "decimal";
    case Type::string:
      return "string";
    case Type::datetime:
      return "datetime";
    case Type::timespan:
      return "timespan";
    case Type::guid:
      return "guid";
    case Type::dynamic:
      return "dynamic";
  }
  return "";
}

/// An array of texts; nothing where there is none.
void write_names(std::string& out, std::string_view array, const std::vector<std::string>& names, std::size_t number) {
  if (names.empty()) return;
  out += fmt::format("constexpr const char* {}_{}[] = {{", array, number);
  for (const std::string& name : names) out += quoted(name) + ", ";
  out += "};\n";
}

/// What names that array.
std::string array_of(std::string_view array, const std::vector<std::string>& names, std::size_t number) {
  return names.empty() ? "{}" : fmt::format("{}_{}", array, number);
}

void write_columns(std::string& out, const TableSchema& schema, std::size_t number) {
  out += fmt::format("constexpr ColumnData columns_{}[] = {{\n", number);
  for (const ColumnSchema& column : schema.columns) {
    out += fmt::format("    {{{}, Type::{}, {}, {}}},\n", quoted(column.name), enumerator_of(column.type),
                       quoted(column.description), quoted(column.source));
  }
  out += "};\n";
  write_names(out, "aliases", schema.aliases, number);
  write_names(out, "identity", schema.identity, number);
}

}  // namespace

int main(int argc, char** argv) {
  std::string out = "#include \"tables/schema_data.hpp\"\n\nnamespace kelpie::tables {\n\nnamespace {\n\n";
  std::string tables = "constexpr TableData tables[] = {\n";
  for (int i = 2; i < argc; ++i) {
    std::ifstream file(argv[i]);
    const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    const auto read = read_schema(text);
    if (const auto* error = std::get_if<SchemaError>(&read)) {
      fmt::print(stderr, "{}:{}:{}: error: {}\n", argv[i], error->line, error->column, error->message);
      return 1;
    }
    const auto& schema = std::get<TableSchema>(read);
    const auto number = static_cast<std::size_t>(i);
    write_columns(out, schema, number);
    tables += fmt::format("    {{{}, {}, {}, {}, {}, columns_{}}},\n", quoted(schema.name), quoted(schema.category),
                          array_of("aliases", schema.aliases, number), quoted(schema.description),
                          array_of("identity", schema.identity, number), number);
  }
  out += "\n" + tables +
         "};\n\n}  // namespace\n\nstd::span<const TableData> entra_schema_data() { return tables; }\n\n}  // "
         "namespace kelpie::tables\n";
  if (argc < 3) {
    fmt::print(stderr, "usage: compile_schemas OUT.cpp SCHEMA.yaml...\n");
    return 2;
  }
  std::ofstream file(argv[1]);
  file << out;
  file.close();
  return file ? 0 : 1;
}
