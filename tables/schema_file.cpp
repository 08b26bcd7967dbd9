#include "tables/schema_file.hpp"

#include <algorithm>
#include <initializer_list>
#include <set>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "tables/column_source.hpp"

namespace kelpie::tables {

namespace {

constexpr std::size_t max_text = 4 * 1024 * 1024;
constexpr std::size_t max_columns = 10'000;

[[noreturn]] void fail(const YAML::Mark& mark, std::string message) {
  throw SchemaError{static_cast<std::size_t>(mark.line + 1), static_cast<std::size_t>(mark.column + 1),
                    std::move(message)};
}

void check_keys(const YAML::Node& map, std::string_view what, std::initializer_list<std::string_view> known) {
  if (!map.IsMap()) fail(map.Mark(), fmt::format("{} is a map of keys and values, one a line as KEY: VALUE", what));
  std::set<std::string> seen;
  for (const auto& entry : map) {
    const auto key = entry.first.IsScalar() ? entry.first.Scalar() : std::string();
    bool found = false;
    for (const std::string_view name : known) found |= name == key;
    if (!found)
      fail(entry.first.Mark(), fmt::format("unknown key '{}' in {}; known are {}", key, what, fmt::join(known, ", ")));
    if (!seen.insert(key).second) fail(entry.first.Mark(), fmt::format("key '{}' stands twice in {}", key, what));
  }
}

std::string_view meaning_of(std::string_view key) {
  if (key == "table") return "name that queries use, as in 'table: Vpn_CL'";
  if (key == "name") return "column's name";
  return "column's type: bool, int, long, real, decimal, string, datetime, timespan, guid or dynamic";
}

std::string text_of(const YAML::Node& map, const char* key, bool required) {
  const YAML::Node node = map[key];
  if (!node || node.IsNull()) {
    if (required) fail(map.Mark(), fmt::format("'{}' is missing; it is the {}", key, meaning_of(key)));
    return {};
  }
  if (!node.IsScalar()) fail(node.Mark(), fmt::format("'{}' must be text", key));
  if (required && node.Scalar().empty()) fail(node.Mark(), fmt::format("'{}' is empty", key));
  return node.Scalar();
}

std::string name_of_item(const YAML::Node& map, const char* key) {
  std::string name = text_of(map, key, true);
  if (name.size() > 1024)
    fail(map[key].Mark(), fmt::format("'{}' is longer than 1024 bytes, the limit of names in KQL", key));
  for (const char c : name) {
    if (static_cast<unsigned char>(c) < 0x20) fail(map[key].Mark(), fmt::format("'{}' holds a control character", key));
  }
  return name;
}

ColumnSchema read_column(const YAML::Node& node) {
  check_keys(node, "a column", {"name", "type", "description", "source"});
  ColumnSchema column;
  column.name = name_of_item(node, "name");
  const std::string type = text_of(node, "type", true);
  const auto known = type_from_name(type);
  if (!known) {
    fail(node["type"].Mark(),
         fmt::format("'{}' is no type; use bool, int, long, real, decimal, string, datetime, timespan, guid or dynamic",
                     type));
  }
  column.type = *known;
  column.description = text_of(node, "description", false);
  column.source = text_of(node, "source", false);
  if (const auto problem = check_column_source(column.source)) fail(node["source"].Mark(), *problem);
  return column;
}

/// The columns are those read before.
void read_identity(const YAML::Node& node, TableSchema& schema) {
  if (!node.IsSequence() || node.size() == 0) {
    fail(node.Mark(),
         "'identity' lists the columns that together name an event, such as [Id]; leave it out when nothing names one");
  }
  for (const auto& item : node) {
    if (!item.IsScalar()) fail(item.Mark(), "'identity' lists names of columns");
    const std::string& name = item.Scalar();
    const auto at = std::find_if(schema.columns.begin(), schema.columns.end(),
                                 [&](const ColumnSchema& column) { return column.name == name; });
    if (at == schema.columns.end())
      fail(item.Mark(), fmt::format("'identity' names '{}', which is no column of '{}'", name, schema.name));
    if (at->type == Type::dynamic)
      fail(item.Mark(), fmt::format("'identity' names '{}', which is dynamic; choose columns of plain values", name));
    if (std::find(schema.identity.begin(), schema.identity.end(), name) != schema.identity.end())
      fail(item.Mark(), fmt::format("'identity' names '{}' twice", name));
    schema.identity.push_back(name);
  }
}

TableSchema read_document(const YAML::Node& root) {
  check_keys(root, "a schema", {"table", "category", "aliases", "description", "identity", "columns"});
  TableSchema schema;
  schema.name = name_of_item(root, "table");
  schema.category = text_of(root, "category", false);
  schema.description = text_of(root, "description", false);
  if (const YAML::Node aliases = root["aliases"]) {
    if (!aliases.IsSequence()) fail(aliases.Mark(), "'aliases' is a list of names");
    for (const auto& alias : aliases) {
      if (!alias.IsScalar() || alias.Scalar().empty()) fail(alias.Mark(), "an alias is a name");
      schema.aliases.push_back(alias.Scalar());
    }
  }
  const YAML::Node columns = root["columns"];
  if (!columns || !columns.IsSequence() || columns.size() == 0) {
    fail((columns ? columns : root).Mark(),
         "'columns' must list at least one column, each with a name and a type, as in '- {name: TimeGenerated, type: "
         "datetime, source: time}'");
  }
  if (columns.size() > max_columns)
    fail(columns.Mark(), fmt::format("{} columns; at most {} are allowed", columns.size(), max_columns));
  std::set<std::string> names;
  for (const auto& node : columns) {
    schema.columns.push_back(read_column(node));
    const std::string& name = schema.columns.back().name;
    if (!names.insert(name).second) fail(node.Mark(), fmt::format("column '{}' is declared twice", name));
  }
  if (const YAML::Node identity = root["identity"]) read_identity(identity, schema);
  return schema;
}

}  // namespace

std::variant<TableSchema, SchemaError> read_schema(std::string_view text) {
  if (text.size() > max_text)
    return SchemaError{0, 0, fmt::format("a schema of {} bytes; at most {} are read", text.size(), max_text)};
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(std::string(text));
    if (documents.empty()) fail({}, "the file is empty; a schema begins with 'table: NAME'");
    if (documents.size() > 1) fail(documents[1].Mark(), "a second document; a file holds the schema of one table");
    return read_document(documents.front());
  } catch (const SchemaError& error) {
    return error;
  } catch (const YAML::Exception& error) {
    return SchemaError{static_cast<std::size_t>(error.mark.line + 1), static_cast<std::size_t>(error.mark.column + 1),
                       "this is no YAML: " + error.msg};
  }
}

}  // namespace kelpie::tables
