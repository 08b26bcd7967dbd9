#include "rules/alert_json.hpp"

#include "tables/dynamic.hpp"
#include "tables/readers/json_text.hpp"

namespace kelpie::rules {

namespace {

void write(tables::DynamicBuilder& builder, std::string_view text) {
  std::string repaired;
  builder.string(tables::readers::repair_utf8(text, repaired) ? std::string_view(repaired) : text);
}

void write_key(tables::DynamicBuilder& builder, std::string_view key) {
  std::string repaired;
  builder.key(tables::readers::repair_utf8(key, repaired) ? std::string_view(repaired) : key);
}

void write(tables::DynamicBuilder& builder, std::string_view key, std::string_view text) {
  write_key(builder, key);
  write(builder, text);
}

void write(tables::DynamicBuilder& builder, std::string_view key, const std::vector<std::string>& texts) {
  write_key(builder, key);
  builder.begin_array();
  for (const std::string& text : texts) write(builder, text);
  builder.end_array();
}

void write(tables::DynamicBuilder& builder, std::string_view key, const std::vector<AlertDetail>& details) {
  builder.key(key);
  builder.begin_bag();
  for (const AlertDetail& detail : details) write(builder, detail.name, detail.values);
  builder.end_bag();
}

/// A row stands two levels deep in the alert, so that one which nests to the limit, alone readable, would make the whole unreadable.
void write_row(tables::DynamicBuilder& builder, const std::string& row) {
  tables::DynamicBuilder alone;
  if (tables::parse_json("[[" + row + "]]", alone)) {
    const tables::DynamicView nested(alone.bytes());
    if (nested.size() == 1 && nested.element(0).size() == 1 && nested.element(0).element(0).kind() == tables::DynamicKind::bag) {
      builder.value(nested.element(0).element(0));
      return;
    }
  }
  write(builder, row);
}

}  // namespace

std::string alert_json(const Alert& alert) {
  tables::DynamicBuilder builder;
  builder.begin_bag();
  write(builder, "id", alert.id);
  write(builder, "title", alert.title);
  write(builder, "severity", name_of(alert.severity));
  write(builder, "description", alert.description);
  builder.key("rule");
  builder.begin_bag();
  write(builder, "id", alert.rule_id);
  write(builder, "name", alert.rule_name);
  write(builder, "version", alert.rule_version);
  write(builder, "kind", name_of(alert.rule_kind));
  builder.end_bag();
  write(builder, "origin", alert.origin == AlertOrigin::health ? "health" : "detection");
  write(builder, "incidentId", alert.incident_id);
  builder.key("windowStart");
  builder.datetime(alert.window_start);
  builder.key("windowEnd");
  builder.datetime(alert.window_end);
  write(builder, "tactics", alert.tactics);
  write(builder, "techniques", alert.techniques);
  builder.key("entities");
  builder.begin_array();
  for (const AlertEntity& entity : alert.entities) {
    builder.begin_bag();
    write(builder, "type", entity.type);
    for (const auto& [identifier, value] : entity.identifiers) write(builder, identifier, value);
    builder.end_bag();
  }
  builder.end_array();
  write(builder, "customDetails", alert.custom_details);
  write(builder, "properties", alert.properties);
  builder.key("rowCount");
  builder.long_(static_cast<std::int64_t>(alert.row_count));
  builder.key("rows");
  builder.begin_array();
  for (const std::string& row : alert.rows) write_row(builder, row);
  builder.end_array();
  builder.end_bag();
  return tables::to_json(tables::DynamicView(builder.bytes()));
}

}  // namespace kelpie::rules
