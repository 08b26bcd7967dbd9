#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "tables/dynamic.hpp"
#include "tables/external/external_records.hpp"
#include "tables/text.hpp"

namespace kelpie::tables {

namespace {

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

/// A property of a bag by its name in any case: mappings are written as "path" and as "Path".
DynamicView property(DynamicView bag, std::string_view name) {
  for (std::size_t i = 0; i < bag.size(); ++i) {
    if (same_name(bag.key(i), name)) return bag.value(i);
  }
  return {};
}

/// The keys of $.a.b and $['a']["b"]; false where it is something else.
bool read_path(std::string_view text, std::vector<std::string>& keys) {
  keys.clear();
  if (!text.starts_with('$')) return false;
  text.remove_prefix(1);
  while (!text.empty()) {
    std::size_t end = 0;
    if (text.starts_with('.')) {
      text.remove_prefix(1);
      end = std::min(text.find_first_of(".["), text.size());
      keys.emplace_back(text.substr(0, end));
    } else if (text.starts_with("['") || text.starts_with("[\"")) {
      const std::string closing{text[1], ']'};
      text.remove_prefix(2);
      end = text.find(closing);
      if (end == std::string_view::npos) return false;
      keys.emplace_back(text.substr(0, end));
      end += closing.size();
    } else {
      return false;
    }
    if (keys.back().empty()) return false;
    text.remove_prefix(end);
  }
  return true;
}

}  // namespace

std::string apply_ingestion_mapping(std::string_view mapping, std::vector<ExternalColumn>& columns) {
  const auto parsed = parse_json(mapping);
  const DynamicView list = parsed ? DynamicView(*parsed) : DynamicView();
  if (list.kind() != DynamicKind::array) return "it is a list of objects in JSON";
  for (ExternalColumn& column : columns) column.mapped = false;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const DynamicView item = list.element(i);
    DynamicView name = item.kind() == DynamicKind::bag ? property(item, "column") : DynamicView();
    if (name.is_null() && item.kind() == DynamicKind::bag) name = property(item, "name");
    if (name.kind() != DynamicKind::string) return fmt::format("its item {} names no column", i);
    const auto column = std::find_if(columns.begin(), columns.end(),
                                     [&](const ExternalColumn& known) { return known.name == name.as_string(); });
    if (column == columns.end()) return fmt::format("its column '{}' is none of the query's", name.as_string());
    const DynamicView nested = property(item, "properties");
    const DynamicView properties = nested.kind() == DynamicKind::bag ? nested : item;
    const DynamicView path = property(properties, "path"), ordinal = property(properties, "ordinal"),
                      constant = property(properties, "constvalue");
    column->mapped = true;
    if (constant.kind() == DynamicKind::string) {
      column->constant = std::string(constant.as_string());
    } else if (path.kind() == DynamicKind::string) {
      if (!read_path(path.as_string(), column->path))
        return fmt::format("the path '{}' is not of the form $.a.b", path.as_string());
    } else if (!ordinal.is_null()) {
      const auto number =
          parse_long(ordinal.kind() == DynamicKind::string ? std::string(ordinal.as_string()) : to_json(ordinal));
      if (!number || *number < 0) return fmt::format("the ordinal of '{}' is no whole number from 0", name.as_string());
      column->ordinal = static_cast<std::size_t>(*number);
    } else {
      return fmt::format("its column '{}' has no Path, Ordinal or ConstValue", name.as_string());
    }
  }
  return {};
}

}  // namespace kelpie::tables
