#include "rules/runtime/detail/triage_database.hpp"
#include "rules/runtime/triage_state.hpp"

namespace kelpie::rules {

namespace {

using detail::Statement;
using detail::Transaction;

constexpr std::string_view incident_columns =
    "SELECT incidents.number, incidents.id, incidents.rule, incidents.grouping_key, incidents.title, "
    "incidents.severity, incidents.closed, incidents.first_time, "
    "incidents.last_time, coalesce(work.revision, 0), coalesce(work.active, 0), coalesce(work.owner, ''), "
    "coalesce(work.classification, ''), "
    "coalesce(work.classification_reason, ''), coalesce(work.classification_comment, ''), coalesce(work.changed_by, "
    "''), coalesce(work.changed_at, 0), "
    "CASE WHEN work.revision IS NULL THEN 0 ELSE (SELECT count(*) FROM triage_log WHERE triage_log.incident = "
    "incidents.id AND what = 'comment') END "
    "FROM incidents LEFT JOIN incident_triage AS work ON work.incident = incidents.id ";
constexpr std::string_view members_of = "SELECT alert FROM incident_alerts WHERE incident = ?1 ORDER BY position";
constexpr std::string_view with_entity =
    " AND incidents.id IN (SELECT incident FROM incident_alerts JOIN alerts ON alerts.id = incident_alerts.alert JOIN "
    "alert_entities ON alert_entities.number = "
    "alerts.number WHERE alert_entities.value = lower(?3))";

std::string condition(bool wanted, std::string_view text, int parameter) {
  const std::string place = "?" + std::to_string(parameter);
  return " AND " + (wanted ? std::string(text) + place : place + " IS " + place);
}

std::string stage_condition(const std::optional<IncidentStage>& stage) {
  if (!stage) return "";
  switch (*stage) {
    case IncidentStage::fresh:
      return " AND incidents.closed = 0 AND coalesce(work.active, 0) = 0";
    case IncidentStage::active:
      return " AND incidents.closed = 0 AND work.active = 1";
    case IncidentStage::closed:
      return " AND incidents.closed = 1";
  }
  return "";
}

/// What an update changes, for the log.
std::string words_of(const TriagedIncident& before, const TriagedIncident& after) {
  std::string words;
  const auto add = [&](std::string_view name, std::string_view old, std::string_view now) {
    if (old == now) return;
    words.append(words.empty() ? "" : ", ").append(name).append(": ").append(now.empty() ? "none" : now);
  };
  add("status", name_of(before.stage), name_of(after.stage));
  add("owner", before.owner, after.owner);
  add("classification", before.classification, after.classification);
  add("reason", before.classification_reason, after.classification_reason);
  add("comment", before.classification_comment, after.classification_comment);
  return words;
}

TriagedIncident updated(TriagedIncident incident, const IncidentUpdate& update) {
  incident.stage = update.stage.value_or(incident.stage);
  incident.owner = update.owner.value_or(incident.owner);
  incident.classification = update.classification.value_or(incident.classification);
  incident.classification_reason = update.classification_reason.value_or(incident.classification_reason);
  incident.classification_comment = update.classification_comment.value_or(incident.classification_comment);
  // Only a closed incident is classified.
  if (incident.stage != IncidentStage::closed) {
    incident.classification.clear();
    incident.classification_reason.clear();
    incident.classification_comment.clear();
  } else if (incident.classification.empty()) {
    incident.classification = classifications().front().name;
  }
  return incident;
}

}  // namespace

TriagedIncident TriageState::Inside::read_incident(Statement& found, Statement& members) {
  TriagedIncident one;
  one.number = found.integer(0);
  Incident& incident = one.incident;
  incident.id = found.text(1);
  incident.rule_id = found.text(2);
  incident.grouping_key = found.text(3);
  incident.title = found.text(4);
  incident.severity = static_cast<AlertSeverity>(found.integer(5));
  incident.status = found.integer(6) != 0 ? IncidentStatus::closed : IncidentStatus::open;
  incident.first_alert_time = found.integer(7);
  incident.last_alert_time = found.integer(8);
  one.revision = static_cast<std::uint64_t>(found.integer(9));
  one.owner = found.text(11);
  if (incident.status == IncidentStatus::closed) {
    one.stage = IncidentStage::closed;
    one.classification = found.text(12);
    one.classification_reason = found.text(13);
    one.classification_comment = found.text(14);
    if (one.classification.empty()) one.classification = classifications().front().name;
  } else {
    one.stage = found.integer(10) != 0 ? IncidentStage::active : IncidentStage::fresh;
  }
  if (found.integer(16) != 0) one.changed = Actor{found.text(15), found.integer(16)};
  one.comments = static_cast<std::uint64_t>(found.integer(17));
  members.with(incident.id);
  while (members.next()) incident.alert_ids.push_back(members.text(0));
  return one;
}

std::optional<TriagedIncident> TriageState::Inside::incident(std::string_view id) {
  auto found = database.prepare(std::string(incident_columns) + "WHERE incidents.id = ?1");
  auto members = database.prepare(members_of);
  if (!found.with(id).next()) return std::nullopt;
  return read_incident(found, members);
}

std::vector<TriagedIncident> TriageState::incidents(const IncidentFilter& filter, std::size_t most) {
  std::string sql(incident_columns);
  sql += "WHERE 1";
  sql += condition(!filter.rule.empty(), "incidents.rule = ", 1);
  sql += condition(filter.severity.has_value(), "incidents.severity = ", 2);
  sql += filter.entity.empty() ? condition(false, "", 3) : std::string(with_entity);
  sql += condition(!filter.owner.empty(), "work.owner = ", 4);
  sql += condition(filter.from.has_value(), "incidents.last_time >= ", 5);
  sql += condition(filter.to.has_value(), "incidents.last_time < ", 6);
  sql += condition(filter.below.has_value(), "incidents.number < ", 7);
  sql += stage_condition(filter.stage) + " ORDER BY incidents.number DESC LIMIT ?8";
  const std::lock_guard lock(mutex_);
  auto found = inside_->database.prepare(sql);
  auto members = inside_->database.prepare(members_of);
  found.with(filter.rule, static_cast<int>(filter.severity.value_or(AlertSeverity::informational)), filter.entity,
             filter.owner, filter.from.value_or(0), filter.to.value_or(0), filter.below.value_or(0),
             static_cast<std::uint64_t>(most));
  std::vector<TriagedIncident> incidents;
  while (found.next()) incidents.push_back(inside_->read_incident(found, members));
  return incidents;
}

std::optional<TriagedIncident> TriageState::incident(std::string_view id) {
  const std::lock_guard lock(mutex_);
  return inside_->incident(id);
}

TriageOutcome TriageState::update_incident(std::string_view id, const Actor& by, const IncidentUpdate& update,
                                           const std::optional<std::string>& seen) {
  const std::lock_guard lock(mutex_);
  Transaction transaction(inside_->database);
  const auto before = inside_->incident(id);
  if (!before) return TriageOutcome::missing;
  if (seen && *seen != before->tag()) return TriageOutcome::outdated;
  const TriagedIncident after = updated(*before, update);
  const std::string words = words_of(*before, after);
  if (words.empty()) return TriageOutcome::done;
  const bool closed = after.stage == IncidentStage::closed;
  inside_->database
      .prepare(
          "INSERT INTO incident_triage VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (incident) DO UPDATE SET "
          "revision = revision + 1, active = ?2, owner = ?3, "
          "classification = ?4, classification_reason = ?5, classification_comment = ?6, changed_by = ?7, changed_at = "
          "?8")
      // One that its rule opens again is active: somebody has seen it.
      .with(id, static_cast<int>(after.stage != IncidentStage::fresh), after.owner, after.classification,
            after.classification_reason, after.classification_comment, by.name, by.at)
      .run();
  inside_->database.prepare("UPDATE incidents SET closed = ?2 WHERE id = ?1").with(id, static_cast<int>(closed)).run();
  inside_->note(Inside::Subject::incident, id, by, update.what, words);
  transaction.commit();
  return TriageOutcome::done;
}

TriageOutcome TriageState::comment_on_incident(std::string_view id, const Actor& by, std::string_view text,
                                               const std::optional<std::string>& seen) {
  const std::lock_guard lock(mutex_);
  Transaction transaction(inside_->database);
  const auto incident = inside_->incident(id);
  if (!incident) return TriageOutcome::missing;
  if (seen && *seen != incident->tag()) return TriageOutcome::outdated;
  if (incident->comments >= most_comments) return TriageOutcome::full;
  inside_->database
      .prepare(
          "INSERT INTO incident_triage (incident, revision, changed_by, changed_at) VALUES (?1, 1, ?2, ?3) "
          "ON CONFLICT (incident) DO UPDATE SET revision = revision + 1, changed_by = ?2, changed_at = ?3")
      .with(id, by.name, by.at)
      .run();
  inside_->note(Inside::Subject::incident, id, by, "comment", text);
  transaction.commit();
  return TriageOutcome::done;
}

}  // namespace kelpie::rules
