#include "rules/testing/found_values.hpp"

#include "rules/alert_json.hpp"
#include "rules/result_rows.hpp"
#include "tables/dynamic.hpp"

namespace kelpie::rules::testing {

using tables::DynamicBuilder;

std::string found_alerts(std::span<const Alert> alerts) {
  DynamicBuilder builder;
  builder.begin_array();
  for (const Alert& alert : alerts) {
    if (!tables::parse_json(alert_json(alert), builder)) builder.null();
  }
  builder.end_array();
  return builder.finish();
}

std::string found_incidents(std::span<const Incident> incidents) {
  DynamicBuilder builder;
  const auto text = [&](std::string_view key, std::string_view value) {
    builder.key(key);
    builder.string(value);
  };
  builder.begin_array();
  for (const Incident& incident : incidents) {
    builder.begin_bag();
    text("id", incident.id);
    text("title", incident.title);
    text("severity", name_of(incident.severity));
    text("status", incident.status == IncidentStatus::open ? "open" : "closed");
    builder.key("alertCount");
    builder.long_(static_cast<std::int64_t>(incident.alert_ids.size()));
    builder.key("alerts");
    builder.begin_array();
    for (const std::string& id : incident.alert_ids) builder.string(id);
    builder.end_array();
    builder.key("firstAlertTime");
    builder.datetime(incident.first_alert_time);
    builder.key("lastAlertTime");
    builder.datetime(incident.last_alert_time);
    builder.end_bag();
  }
  builder.end_array();
  return builder.finish();
}

std::string found_rows(const executor::ResultTable& table) {
  DynamicBuilder builder;
  builder.begin_array();
  for_each_row({&table, 0, table.rows()}, [&](const executor::Batch& batch, std::size_t row) {
    builder.begin_bag();
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const tables::Value value = batch.columns[i].value_at(row);
      if (value.is_null()) continue;
      builder.key(table.columns[i].name);
      builder.value(value);
    }
    builder.end_bag();
    return true;
  });
  builder.end_array();
  return builder.finish();
}

std::string found_columns(const executor::ResultTable& table) {
  DynamicBuilder builder;
  builder.begin_array();
  for (const executor::PlanColumn& column : table.columns) builder.string(column.name);
  builder.end_array();
  return builder.finish();
}

std::string found_number(std::uint64_t number) {
  DynamicBuilder builder;
  builder.long_(static_cast<std::int64_t>(number));
  return builder.finish();
}

}  // namespace kelpie::rules::testing
