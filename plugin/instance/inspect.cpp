// What an instance tells of itself: one JSON document a subject.

#include "executor/listing/language_entry.hpp"
#include "plugin/instance/instance.hpp"
#include "plugin/instance/plugin_error.hpp"
#include "plugin/output/json_object.hpp"
#include "plugin/output/table_extent.hpp"
#include "rules/findings/formats/formats.hpp"
#include "rules/validate.hpp"
#include "tables/text.hpp"

namespace kelpie::plugin {

namespace {

std::string time_text(std::int64_t ticks) { return ticks > 0 ? tables::datetime_text(ticks) : std::string(); }

std::string column_document(const tables::ColumnSchema& column) {
  return JsonObject()
      .text("name", column.name)
      .text("type", tables::name_of(column.type))
      .text("description", column.description)
      .done();
}

std::string table_document(const tables::Table& table) {
  const tables::TableSchema& schema = table.schema();
  const TableExtent extent = extent_of(table);
  std::vector<tables::ColumnSchema> visible;
  for (const tables::ColumnSchema& column : schema.columns) {
    if (!column.hidden) visible.push_back(column);
  }
  return JsonObject()
      .text("name", schema.name)
      .text("category", schema.category)
      .texts("aliases", schema.aliases)
      .text("description", schema.description)
      .texts("identity", schema.identity)
      .number("rows", extent.rows)
      .text("firstTime", extent.times ? time_text(extent.times->min) : "")
      .text("lastTime", extent.times ? time_text(extent.times->max) : "")
      .raw("columns", json_list(visible, column_document))
      .done();
}

std::string entry_document(const executor::LanguageEntry& entry) {
  return JsonObject()
      .text("name", entry.name)
      .text("kind", executor::name_of(entry.kind))
      .text("category", entry.category)
      .texts("aliases", entry.aliases)
      .texts("signatures", entry.signatures)
      .text("summary", entry.summary)
      .text("example", entry.example)
      .text("leftOutBecause", entry.refusal)
      .done();
}

std::string rule_document(const rules::RuleState& rule) {
  return JsonObject()
      .text("id", rule.id)
      .text("name", rule.name)
      .text("version", rule.version)
      .text("path", rule.path)
      .text("nextWindowEnd", time_text(rule.next_end))
      .text("suppressedUntil", time_text(rule.sleeps_until))
      .number("runs", rule.runs)
      .number("alerts", rule.alerts)
      .number("suppressed", rule.suppressed)
      .number("lateEvents", rule.late_rows)
      .number("failures", rule.failures)
      .text("failure", rule.failure)
      .boolean("disabled", rule.disabled)
      .number("lastRunMicroseconds", rule.last_run_microseconds)
      .done();
}

std::string incident_document(const rules::Incident& incident) {
  return JsonObject()
      .text("id", incident.id)
      .text("ruleId", incident.rule_id)
      .text("title", incident.title)
      .text("severity", rules::name_of(incident.severity))
      .text("status", incident.status == rules::IncidentStatus::open ? "open" : "closed")
      .text("firstAlertTime", time_text(incident.first_alert_time))
      .text("lastAlertTime", time_text(incident.last_alert_time))
      .texts("alerts", incident.alert_ids)
      .done();
}

}  // namespace

std::string Instance::inspect(kelpie_subject subject, std::string_view argument) {
  switch (subject) {
    case KELPIE_TABLES:
      return tables_document();
    case KELPIE_FUNCTIONS:
      return JsonObject()
          .raw("functions", json_list(executor::language_entries(engine_->functions()), entry_document))
          .done();
    case KELPIE_RULES:
      return rules_document();
    case KELPIE_PLAN:
      return plan_document(argument);
    case KELPIE_STATISTICS:
      return statistics_document();
    case KELPIE_INCIDENTS:
      return incidents_document();
    case KELPIE_DIAGNOSTICS:
      return diagnostics_document(argument);
    default:
      throw PluginError(KELPIE_REFUSED, "there is no subject " + std::to_string(subject) + " here; the last one is " +
                                            std::to_string(KELPIE_DIAGNOSTICS));
  }
}

std::string Instance::tables_document() {
  const auto catalog = store_.snapshot();
  return JsonObject()
      .raw("tables",
           json_list(catalog->names(), [&](const std::string& name) { return table_document(*catalog->find(name)); }))
      .done();
}

std::string Instance::rules_document() {
  return JsonObject().raw("rules", json_list(runtime_.states(), rule_document)).done();
}

std::string Instance::incidents_document() {
  return JsonObject().raw("incidents", json_list(runtime_.incidents(), incident_document)).done();
}

std::string Instance::statistics_document() {
  JsonObject document;
  for (const StatisticsEntry& entry : entries_of(statistics_)) document.number(entry.name, entry.value);
  const BatchQueue::State queue = queue_.state();
  return document.number("queue_bytes", queue.bytes)
      .number("queue_batches", queue.in_flight)
      .number("durable_cookie", queue.durable)
      .number("granted_bytes", host_.memory())
      .number("uptime_milliseconds", (host_.monotonic() - made_at_) / 1'000'000)
      .done();
}

std::string Instance::plan_document(std::string_view query) {
  const auto catalog = store_.snapshot();
  executor::QueryContext context;
  context.now = host_.now();
  std::string plan;
  const executor::QueryOutcome outcome = parts_.engine(*catalog)->explain(query, context, plan);
  if (!outcome.ok()) throw query_refused(query, outcome.diagnostics);
  return JsonObject().text("plan", plan).done();
}

std::string Instance::diagnostics_document(std::string_view path) {
  const rules::LoadedRules loaded =
      path.empty() ? rules::load_rules(configuration_.rules) : rules::load_rules(std::string(path));
  rules::ValidateOptions options;
  options.context.now = host_.now();
  const auto catalog = store_.snapshot();
  const auto engine = parts_.engine(*catalog);
  const rules::FindingsReport report = rules::make_report(loaded, rules::validate(loaded, *engine, options), {});
  if (report.unreadable && !path.empty()) throw rules_refused(loaded.diagnostics);
  return rules::findings_as_json(report, false);
}

}  // namespace kelpie::plugin
