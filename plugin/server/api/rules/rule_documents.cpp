#include "plugin/server/api/rules/rule_documents.hpp"

#include <algorithm>

#include "plugin/output/json_object.hpp"
#include "rules/schedule.hpp"
#include "tables/text.hpp"

namespace kelpie::server {

namespace {

using plugin::json_list;
using plugin::JsonObject;

void add_time(JsonObject& to, std::string_view key, std::int64_t ticks) {
  if (ticks > 0 && ticks <= tables::max_datetime) to.text(key, tables::datetime_text(ticks));
}

void add_running(JsonObject& to, const rules::Rule& rule, const RunningState& running) {
  const rules::RuleState& state = running.state;
  to.number("runs", state.runs)
      .number("alerts", state.alerts)
      .number("suppressed", state.suppressed)
      .number("lateEvents", state.late_rows)
      .number("failures", state.failures)
      .boolean("disabled", state.disabled);
  if (running.ran_at) add_time(to, "lastRunTime", *running.ran_at);
  if (state.runs > 0) {
    to.raw("lastRunMilliseconds", tables::real_text(static_cast<double>(state.last_run_microseconds) / 1000));
    add_time(to, "lastWindowEnd", state.next_end - rules::frequency_of(rule));
  }
  if (!state.disabled) add_time(to, "nextWindowEnd", state.next_end);
  add_time(to, "suppressedUntil", state.sleeps_until);
  if (!state.failure.empty()) to.text("lastError", state.failure);
}

std::string entry_document(const rules::TriageEntry& entry) {
  JsonObject document;
  document.number("number", entry.number);
  add_time(document, "time", entry.by.at);
  return document.text("by", entry.by.name).text("what", entry.what).text("text", entry.text).done();
}

/// The alert's own JSON, open for more members.
std::string alert_members(const rules::TriagedAlert& alert) {
  JsonObject more;
  more.number("number", alert.number).text("status", alert.acknowledged ? "acknowledged" : "new");
  if (alert.acknowledged) {
    more.text("acknowledgedBy", alert.acknowledged->name);
    add_time(more, "acknowledgedTime", alert.acknowledged->at);
  }
  more.number("commentCount", alert.comments).number("revision", alert.revision);
  const std::string members = more.done().substr(1);
  std::string_view own = alert.json;
  // What is no object of ours cannot be shown but by what is known of it.
  if (!own.starts_with("{\"") || !own.ends_with("}")) {
    std::string known = JsonObject().text("id", alert.id).done();
    known.back() = ',';
    return known + members;
  }
  own.remove_suffix(1);
  return std::string(own) + "," + members;
}

JsonObject incident_members(const rules::TriagedIncident& one) {
  const rules::Incident& incident = one.incident;
  JsonObject document;
  document.text("id", incident.id)
      .number("number", one.number)
      .text("title", incident.title)
      .text("severity", rules::name_of(incident.severity))
      .text("status", rules::name_of(one.stage))
      .text("owner", one.owner)
      .text("ruleId", incident.rule_id);
  if (one.stage == rules::IncidentStage::closed)
    document.text("classification", one.classification)
        .text("classificationReason", one.classification_reason)
        .text("classificationComment", one.classification_comment);
  add_time(document, "firstAlertTime", incident.first_alert_time);
  add_time(document, "lastAlertTime", incident.last_alert_time);
  if (one.changed) {
    document.text("changedBy", one.changed->name);
    add_time(document, "changedTime", one.changed->at);
  }
  document.number("alertCount", incident.alert_ids.size())
      .texts("alertIds", incident.alert_ids)
      .number("commentCount", one.comments)
      .text("tag", one.tag());
  return document;
}

}  // namespace

std::string_view health_of(const ListedRule& rule, const RunningState* running) {
  if (rule.standing == RuleStanding::refused) return "refused";
  if (rule.standing != RuleStanding::running) return "notRunning";
  if (running == nullptr) return "unknown";
  if (running->state.disabled) return "disabled";
  if (running->state.failures > 0) return "failing";
  return running->state.runs > 0 ? "healthy" : "unknown";
}

std::string rule_document(const ListedRule& listed, const RunningState* running, Detail detail) {
  const rules::Rule& rule = listed.rule;
  JsonObject document;
  document.text("id", rule.id)
      .text("name", rule.name)
      .text("kind", rules::name_of(rule.kind))
      .text("severity", rules::name_of(rule.severity))
      .texts("tactics", rule.tactics)
      .texts("techniques", rule.techniques)
      .text("version", rule.version)
      .text("path", rule.source ? rule.source->path : "")
      .text("state", name_of(listed.standing))
      .text("health", health_of(listed, running));
  if (rule.kind == rules::RuleKind::scheduled) {
    document.text("queryFrequency", tables::timespan_text(rule.frequency))
        .text("queryPeriod", tables::timespan_text(rule.period));
  }
  if (running != nullptr && listed.standing == RuleStanding::running) add_running(document, rule, *running);
  if (!listed.problem.empty()) document.text("problem", listed.problem);
  if (detail == Detail::brief) return document.done();
  return document.text("description", rule.description).text("query", rule.query).texts("tags", rule.tags).done();
}

std::string alert_document(const rules::TriagedAlert& alert) { return alert_members(alert); }

std::string alert_document(const rules::TriagedAlert& alert, const std::vector<rules::TriageEntry>& log) {
  std::string document = alert_members(alert);
  document.pop_back();
  return document + ",\"activity\":" + json_list(log, entry_document) + "}";
}

std::string incident_document(const rules::TriagedIncident& incident) { return incident_members(incident).done(); }

std::string incident_document(const rules::TriagedIncident& incident, const std::vector<rules::TriageEntry>& log) {
  return incident_members(incident).raw("activity", json_list(log, entry_document)).done();
}

}  // namespace kelpie::server
