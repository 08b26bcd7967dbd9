#include "rules/runtime/triage_state.hpp"

#include "rules/runtime/detail/triage_database.hpp"
#include "rules/runtime/detail/triage_tables.hpp"

namespace kelpie::rules {

namespace {

using detail::Statement;
using detail::Transaction;

/// Entries of the log of one alert or incident that are no comments.
constexpr std::uint64_t most_entries = 500;

constexpr std::string_view alert_columns =
    "SELECT alerts.number, alerts.id, alerts.json, coalesce(work.revision, 0), coalesce(work.acknowledged_by, ''), "
    "coalesce(work.acknowledged_at, 0), "
    "CASE WHEN work.revision IS NULL THEN 0 ELSE (SELECT count(*) FROM triage_log WHERE triage_log.alert = alerts.id "
    "AND what = 'comment') END "
    "FROM alerts LEFT JOIN alert_triage AS work ON work.alert = alerts.id ";

std::string column_of(TriageState::Inside::Subject subject) {
  return subject == TriageState::Inside::Subject::alert ? "alert" : "incident";
}

/// A condition on the parameter of a number; where it is not wanted, one that is always true, so that the parameter is
/// there.
std::string condition(bool wanted, std::string_view text, int parameter) {
  const std::string place = "?" + std::to_string(parameter);
  return " AND " + (wanted ? std::string(text) + place : place + " IS " + place);
}

}  // namespace

std::vector<TriageEntry> TriageState::Inside::log(Subject subject, std::string_view id) {
  std::vector<TriageEntry> entries;
  auto found = database.prepare("SELECT number, who, at, what, text FROM triage_log WHERE " + column_of(subject) +
                                " = ?1 ORDER BY number");
  found.with(id);
  while (found.next())
    entries.push_back({found.integer(0), {found.text(1), found.integer(2)}, found.text(3), found.text(4)});
  return entries;
}

std::uint64_t TriageState::Inside::count_comments(Subject subject, std::string_view id) {
  auto found =
      database.prepare("SELECT count(*) FROM triage_log WHERE " + column_of(subject) + " = ?1 AND what = 'comment'");
  return found.with(id).next() ? static_cast<std::uint64_t>(found.integer(0)) : 0;
}

void TriageState::Inside::note(Subject subject, std::string_view id, const Actor& by, std::string_view what,
                               std::string_view text) {
  const std::string column = column_of(subject);
  database.prepare("INSERT INTO triage_log (" + column + ", at, who, what, text) VALUES (?1, ?2, ?3, ?4, ?5)")
      .with(id, by.at, by.name, what, text)
      .run();
  if (what == "comment") return;
  const std::string others =
      "FROM triage_log WHERE " + column + " = ?1 AND what <> 'comment' ORDER BY number DESC LIMIT -1 OFFSET ?2";
  database.prepare("DELETE FROM triage_log WHERE number IN (SELECT number " + others + ")")
      .with(id, most_entries)
      .run();
}

std::vector<TriagedAlert> TriageState::Inside::read_alerts(Statement& found, std::size_t most_bytes) {
  std::vector<TriagedAlert> alerts;
  std::size_t bytes = 0;
  while (found.next()) {
    TriagedAlert alert;
    alert.number = found.integer(0);
    alert.id = found.text(1);
    alert.json = found.text(2);
    alert.revision = static_cast<std::uint64_t>(found.integer(3));
    if (found.integer(5) != 0) alert.acknowledged = Actor{found.text(4), found.integer(5)};
    alert.comments = static_cast<std::uint64_t>(found.integer(6));
    bytes += alert.json.size();
    if (bytes > most_bytes && !alerts.empty()) break;
    alerts.push_back(std::move(alert));
  }
  found.reset();
  return alerts;
}

std::optional<TriagedAlert> TriageState::Inside::alert(std::string_view id) {
  auto found = database.prepare(std::string(alert_columns) + "WHERE alerts.id = ?1");
  auto alerts = read_alerts(found.with(id), 0);
  return alerts.empty() ? std::nullopt : std::optional(std::move(alerts.front()));
}

TriageState::TriageState(const std::string& file) : inside_(std::make_unique<Inside>(file)) {}
TriageState::~TriageState() = default;

std::vector<TriagedAlert> TriageState::alerts(const AlertFilter& filter, std::size_t most, std::size_t most_bytes) {
  std::string sql(alert_columns);
  sql += "WHERE 1";
  sql += condition(!filter.rule.empty(), "alerts.rule = ", 1);
  sql += condition(!filter.severity.empty(), std::string(detail::alert_severity) + " = ", 2);
  sql += filter.entity.empty() ? condition(false, "", 3)
                               : " AND alerts.number IN (SELECT number FROM alert_entities WHERE value = lower(?3))";
  sql += condition(filter.acknowledged.has_value(), "(work.acknowledged_at IS NOT NULL) = ", 4);
  sql += condition(filter.from.has_value(), "alerts.window_end >= ", 5);
  sql += condition(filter.to.has_value(), "alerts.window_end < ", 6);
  sql += condition(filter.below.has_value(), "alerts.number < ", 7);
  sql += " ORDER BY alerts.number DESC LIMIT ?8";
  const std::lock_guard lock(mutex_);
  auto found = inside_->database.prepare(sql);
  found.with(filter.rule, filter.severity, filter.entity, static_cast<int>(filter.acknowledged.value_or(false)),
             filter.from.value_or(0), filter.to.value_or(0), filter.below.value_or(0),
             static_cast<std::uint64_t>(most));
  return inside_->read_alerts(found, most_bytes);
}

std::optional<TriagedAlert> TriageState::alert(std::string_view id) {
  const std::lock_guard lock(mutex_);
  return inside_->alert(id);
}

std::vector<TriageEntry> TriageState::log_of_alert(std::string_view id) {
  const std::lock_guard lock(mutex_);
  return inside_->log(Inside::Subject::alert, id);
}

std::vector<TriageEntry> TriageState::log_of_incident(std::string_view id) {
  const std::lock_guard lock(mutex_);
  return inside_->log(Inside::Subject::incident, id);
}

TriageOutcome TriageState::acknowledge_alert(std::string_view id, const Actor& by, std::optional<std::uint64_t> seen) {
  const std::lock_guard lock(mutex_);
  Transaction transaction(inside_->database);
  const auto alert = inside_->alert(id);
  if (!alert) return TriageOutcome::missing;
  if (seen && *seen != alert->revision) return TriageOutcome::outdated;
  if (alert->acknowledged) return TriageOutcome::done;
  inside_->database
      .prepare(
          "INSERT INTO alert_triage (alert, revision, acknowledged_by, acknowledged_at) VALUES (?1, 1, ?2, ?3) "
          "ON CONFLICT (alert) DO UPDATE SET revision = revision + 1, acknowledged_by = ?2, acknowledged_at = ?3")
      .with(id, by.name, by.at)
      .run();
  inside_->note(Inside::Subject::alert, id, by, "acknowledge", "");
  transaction.commit();
  return TriageOutcome::done;
}

TriageOutcome TriageState::comment_on_alert(std::string_view id, const Actor& by, std::string_view text,
                                            std::optional<std::uint64_t> seen) {
  const std::lock_guard lock(mutex_);
  Transaction transaction(inside_->database);
  const auto alert = inside_->alert(id);
  if (!alert) return TriageOutcome::missing;
  if (seen && *seen != alert->revision) return TriageOutcome::outdated;
  if (alert->comments >= most_comments) return TriageOutcome::full;
  inside_->database
      .prepare(
          "INSERT INTO alert_triage (alert, revision) VALUES (?1, 1) ON CONFLICT (alert) DO UPDATE SET revision = "
          "revision + 1")
      .with(id)
      .run();
  inside_->note(Inside::Subject::alert, id, by, "comment", text);
  transaction.commit();
  return TriageOutcome::done;
}

std::int64_t TriageState::newest_number() {
  const std::lock_guard lock(mutex_);
  auto found = inside_->database.prepare("SELECT coalesce(max(number), 0) FROM alerts");
  return found.next() ? found.integer(0) : 0;
}

std::vector<TriagedAlert> TriageState::alerts_after(std::int64_t number, std::size_t most, std::size_t most_bytes) {
  const std::lock_guard lock(mutex_);
  auto found = inside_->database.prepare(std::string(alert_columns) +
                                         "WHERE alerts.number > ?1 ORDER BY alerts.number LIMIT ?2");
  return inside_->read_alerts(found.with(number, static_cast<std::uint64_t>(most)), most_bytes);
}

std::vector<TriageState::Waiting> TriageState::waiting() {
  const std::lock_guard lock(mutex_);
  std::vector<Waiting> all;
  auto found = inside_->database.prepare(
      "SELECT sink, sum(rejected = 0), sum(rejected = 1), coalesce(min(CASE WHEN rejected = 0 THEN number END), 0) AS "
      "oldest FROM outbox GROUP BY sink ORDER BY sink");
  while (found.next()) {
    all.push_back({found.text(0), static_cast<std::uint64_t>(found.integer(1)),
                   static_cast<std::uint64_t>(found.integer(2)), found.integer(3), ""});
  }
  auto reason = inside_->database.prepare("SELECT reason FROM outbox WHERE sink = ?1 AND number = ?2");
  for (Waiting& one : all) {
    if (one.oldest != 0 && reason.with(one.sink, one.oldest).next()) one.reason = reason.text(0);
    reason.reset();
  }
  return all;
}

TriageState::Counts TriageState::counts() {
  const std::lock_guard lock(mutex_);
  auto found = inside_->database.prepare(
      "SELECT (SELECT count(*) FROM alerts), (SELECT count(*) FROM incidents), (SELECT count(*) FROM incidents WHERE "
      "closed = 0)");
  if (!found.next()) return {};
  return {static_cast<std::uint64_t>(found.integer(0)), static_cast<std::uint64_t>(found.integer(1)),
          static_cast<std::uint64_t>(found.integer(2))};
}

}  // namespace kelpie::rules
