#include "rules/alert_json.hpp"

#include "tables/dynamic.hpp"
#include "tables/text.hpp"

namespace kelpie::rules {

namespace {

void write(tables::DynamicBuilder& builder, std::string_view key, std::string_view text) {
  builder.key(key);
  builder.string(text);
}

void write(tables::DynamicBuilder& builder, std::string_view key, const std::vector<std::string>& texts) {
  builder.key(key);
  builder.begin_array();
  for (const std::string& text : texts) builder.string(text);
  builder.end_array();
}

void write(tables::DynamicBuilder& builder, std::string_view key, const std::vector<AlertDetail>& details) {
  builder.key(key);
  builder.begin_bag();
  for (const AlertDetail& detail : details) write(builder, detail.name, detail.values);
  builder.end_bag();
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
  for (const std::string& row : alert.rows) {
    if (!tables::parse_json(row, builder)) builder.null();
  }
  builder.end_array();
  builder.end_bag();
  return tables::to_json(tables::DynamicView(builder.bytes()));
}

}  // namespace kelpie::rules
