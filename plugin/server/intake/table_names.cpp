#include "plugin/server/intake/table_names.hpp"

#include <algorithm>

namespace kelpie::server {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_custom(std::string_view name) {
  return name.size() > 3 && (name.ends_with("_CL") || name.ends_with("_cl")) && is_table_name(name);
}

/// Behind the last '-' there are only digits and dots: a day, a generation.
std::string_view without_counter(std::string_view index) {
  for (;;) {
    const std::size_t dash = index.rfind('-');
    if (dash == std::string_view::npos || dash == 0 || dash + 1 == index.size()) return index;
    const std::string_view rest = index.substr(dash + 1);
    if (!std::all_of(rest.begin(), rest.end(), [](char c) { return is_digit(c) || c == '.'; })) return index;
    index = index.substr(0, dash);
  }
}

}  // namespace

bool is_table_name(std::string_view name) {
  return !name.empty() && name.size() <= 128 && is_letter(name.front()) &&
         std::all_of(name.begin(), name.end(), [](char c) { return is_letter(c) || is_digit(c) || c == '_'; });
}

std::string table_of_name(std::string_view name, const tables::SchemaSet& schemas) {
  if (const tables::TableSchema* schema = schemas.find_ignoring_case(name)) return schema->name;
  return is_custom(name) ? std::string(name) : std::string();
}

std::string table_of_index(std::string_view index, const tables::SchemaSet& schemas) {
  if (index.starts_with(".ds-")) index.remove_prefix(4);
  index = without_counter(index);
  if (std::string table = table_of_name(index, schemas); !table.empty()) return table;
  // TYPE-DATASET-NAMESPACE, of which the data set's last part is the most exact.
  const std::size_t first = index.find('-');
  const std::size_t last = index.rfind('-');
  if (first == std::string_view::npos || first == last) return {};
  std::string_view set = index.substr(first + 1, last - first - 1);
  if (std::string table = table_of_name(set, schemas); !table.empty()) return table;
  set = set.substr(set.rfind('.') + 1);
  return table_of_name(set, schemas);
}

std::string table_of_stream(std::string_view stream, const tables::SchemaSet& schemas) {
  const bool custom = stream.starts_with("Custom-");
  if (!custom && !stream.starts_with("Microsoft-")) return {};
  const std::string_view name = stream.substr(stream.find('-') + 1);
  std::string table = table_of_name(name, schemas);
  if (table.empty() && custom && is_table_name(name) && name.size() <= 125) table = std::string(name) + "_CL";
  return table;
}

}  // namespace kelpie::server
