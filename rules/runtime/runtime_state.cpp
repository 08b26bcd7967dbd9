#include "rules/runtime/runtime_state.hpp"

#include <array>

#include "rules/alert_json.hpp"
#include "rules/runtime/detail/database.hpp"
#include "rules/runtime/detail/triage_tables.hpp"

namespace kelpie::rules {

namespace {

constexpr std::int64_t state_format = 1;

constexpr std::string_view tables[] = {
    "CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS rules (id TEXT PRIMARY KEY, name TEXT, version TEXT, path TEXT, next_end INTEGER, sleeps_until INTEGER, runs INTEGER, "
    "alerts INTEGER, suppressed INTEGER, late_rows INTEGER, failures INTEGER, failure TEXT, disabled INTEGER, last_run INTEGER, frequency INTEGER, "
    "first_end INTEGER, failure_code TEXT, attempts INTEGER, retry_at INTEGER) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS alerts (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, rule TEXT NOT NULL, window_end INTEGER NOT NULL, "
    "json TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS alerts_by_window ON alerts (rule, window_end)",
    "CREATE TABLE IF NOT EXISTS outbox (sink TEXT NOT NULL, number INTEGER NOT NULL REFERENCES alerts, attempts INTEGER NOT NULL DEFAULT 0, "
    "reason TEXT NOT NULL DEFAULT '', rejected INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (sink, number)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS incidents (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, rule TEXT NOT NULL, grouping_key TEXT NOT NULL, "
    "title TEXT NOT NULL, severity INTEGER NOT NULL, closed INTEGER NOT NULL, first_time INTEGER NOT NULL, last_time INTEGER NOT NULL)",
    "CREATE INDEX IF NOT EXISTS incidents_by_key ON incidents (rule, grouping_key, number)",
    "CREATE TABLE IF NOT EXISTS incident_alerts (incident TEXT NOT NULL REFERENCES incidents (id), position INTEGER NOT NULL, alert TEXT NOT NULL, "
    "PRIMARY KEY (incident, position)) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS outbox_by_number ON outbox (number)",
};

constexpr std::string_view old_alerts = "SELECT number FROM alerts WHERE rule = ?1 AND window_end < ?2";
constexpr std::string_view old_incidents = "SELECT id FROM incidents WHERE rule = ?1 AND closed = 1 AND last_time < ?2";

}  // namespace

class RuntimeState::Statements {
 public:
  explicit Statements(const std::string& file) : database(file) {
    // All or nothing: a process that is killed leaves no file that looks like somebody else's.
    detail::Transaction transaction(database);
    check_format();
    for (const std::string_view table : tables) database.run(table);
    detail::make_triage_tables(database);
    database.prepare("INSERT OR IGNORE INTO facts VALUES ('format', ?1)").with(state_format).run();
    transaction.commit();
  }

  [[nodiscard]] Incident incident_at(detail::Statement& found) {
    Incident incident;
    incident.id = found.text(0);
    incident.rule_id = found.text(1);
    incident.grouping_key = found.text(2);
    incident.title = found.text(3);
    incident.severity = static_cast<AlertSeverity>(found.integer(4));
    incident.status = found.integer(5) != 0 ? IncidentStatus::closed : IncidentStatus::open;
    incident.first_alert_time = found.integer(6);
    incident.last_alert_time = found.integer(7);
    detail::Statement& alerts = often(Often::incident_alerts).with(incident.id);
    while (alerts.next()) incident.alert_ids.push_back(alerts.text(0));
    return incident;
  }

  /// Statements that are asked for each alert, or each run; made when they are first needed.
  enum class Often { has_alert, count_alerts, incident, incident_alerts };
  [[nodiscard]] detail::Statement& often(Often which) {
    static constexpr std::array<std::string_view, 4> texts = {
        "SELECT 1 FROM alerts WHERE id = ?1", "SELECT count(*) FROM alerts WHERE rule = ?1 AND window_end = ?2",
        "SELECT id, rule, grouping_key, title, severity, closed, first_time, last_time FROM incidents WHERE rule = ?1 AND grouping_key = ?2 ORDER BY number DESC LIMIT 1",
        "SELECT alert FROM incident_alerts WHERE incident = ?1 ORDER BY position"};
    auto& statement = often_.at(static_cast<std::size_t>(which));
    if (!statement) statement.emplace(database.prepare(texts.at(static_cast<std::size_t>(which))));
    return *statement;
  }

  void prune(const StatePruning& pruning) {
    const auto sql = [](std::string_view what, std::string_view from) { return std::string(what) + "(" + std::string(from) + ")"; };
    auto rejected = database.prepare(sql("DELETE FROM outbox WHERE rejected = 1 AND number IN ", old_alerts));
    auto alerts = database.prepare(sql("DELETE FROM alerts WHERE number IN ",
                                       std::string(old_alerts) + " AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.number = alerts.number) LIMIT ?3"));
    auto members = database.prepare(sql("DELETE FROM incident_alerts WHERE incident IN ", old_incidents));
    auto incidents = database.prepare(sql("DELETE FROM incidents WHERE id IN ", old_incidents));
    const auto remove = [&](const std::string& rule, std::int64_t before) {
      rejected.with(rule, before).run();
      alerts.with(rule, before, most_pruned_alerts).run();
      members.with(rule, before).run();
      incidents.with(rule, before).run();
    };
    for (const StatePruning::OfRule& one : pruning.rules) remove(one.rule_id, one.before);
    std::vector<std::string> gone;
    auto others = database.prepare("SELECT rule FROM alerts WHERE rule NOT IN (SELECT id FROM rules) UNION SELECT rule FROM incidents WHERE rule NOT IN (SELECT id FROM rules)");
    while (others.next()) gone.push_back(others.text(0));
    for (const std::string& rule : gone) remove(rule, pruning.others_before);
  }

  detail::Database database;

 private:
  std::array<std::optional<detail::Statement>, 4> often_;

  /// A file of another format, or of another program, is left alone.
  void check_format() {
    auto names = database.prepare("SELECT count(*), sum(name = 'facts') FROM sqlite_master");
    if (!names.next() || names.integer(0) == 0) return;
    std::int64_t found = 0;
    if (names.integer(1) > 0) {
      auto format = database.prepare("SELECT value FROM facts WHERE name = 'format'");
      if (format.next()) found = format.integer(0);
    }
    if (found == state_format) return;
    throw RuntimeStateError("the state of the rules, " + database.file() + ": " +
                            (found == 0 ? "it is a database of something else; name another file"
                                        : "it has format " + std::to_string(found) + "; this Kelpie reads format " + std::to_string(state_format)));
  }
};

RuntimeState::RuntimeState(const std::string& file) : statements_(std::make_unique<Statements>(file)) {}
RuntimeState::~RuntimeState() = default;

std::map<std::string, RuleProgress> RuntimeState::rules() {
  const std::lock_guard lock(mutex_);
  std::map<std::string, RuleProgress> rules;
  auto row = statements_->database.prepare(
      "SELECT id, name, version, path, next_end, sleeps_until, runs, alerts, suppressed, late_rows, failures, failure, disabled, last_run, frequency, "
      "first_end, failure_code, attempts, retry_at FROM rules");
  while (row.next()) {
    RuleProgress progress;
    RuleState& state = progress.state;
    state.id = row.text(0);
    state.name = row.text(1);
    state.version = row.text(2);
    state.path = row.text(3);
    state.next_end = row.integer(4);
    state.sleeps_until = row.integer(5);
    state.runs = static_cast<std::uint64_t>(row.integer(6));
    state.alerts = static_cast<std::uint64_t>(row.integer(7));
    state.suppressed = static_cast<std::uint64_t>(row.integer(8));
    state.late_rows = static_cast<std::uint64_t>(row.integer(9));
    state.failures = static_cast<std::uint64_t>(row.integer(10));
    state.failure = row.text(11);
    state.disabled = row.integer(12) != 0;
    state.last_run_microseconds = row.integer(13);
    progress.frequency = row.integer(14);
    progress.first_end = row.integer(15);
    progress.failure_code = row.text(16);
    progress.attempts = static_cast<unsigned>(row.integer(17));
    progress.retry_at = row.integer(18);
    rules.emplace(state.id, std::move(progress));
  }
  return rules;
}

std::optional<std::int64_t> RuntimeState::arrivals() {
  const std::lock_guard lock(mutex_);
  auto found = statements_->database.prepare("SELECT value FROM facts WHERE name = 'arrivals'");
  return found.next() ? std::optional(found.integer(0)) : std::nullopt;
}

void RuntimeState::apply(const StateChange& change, const std::vector<std::string>& sinks) {
  const std::lock_guard lock(mutex_);
  detail::Database& database = statements_->database;
  detail::Transaction transaction(database);
  auto rule = database.prepare("INSERT OR REPLACE INTO rules VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19)");
  for (const RuleProgress* progress : change.rules) {
    const RuleState& state = progress->state;
    rule.with(state.id, state.name, state.version, state.path, state.next_end, state.sleeps_until, state.runs, state.alerts, state.suppressed, state.late_rows,
              state.failures, state.failure, static_cast<int>(state.disabled), state.last_run_microseconds, progress->frequency, progress->first_end,
              progress->failure_code, static_cast<std::int64_t>(progress->attempts), progress->retry_at)
        .run();
  }
  auto forget = database.prepare("DELETE FROM rules WHERE id = ?1");
  for (const std::string& id : change.forgotten) forget.with(id).run();
  auto alert = database.prepare("INSERT INTO alerts (id, rule, window_end, json) VALUES (?1, ?2, ?3, ?4)");
  auto wait = database.prepare("INSERT INTO outbox (sink, number) VALUES (?1, last_insert_rowid())");
  for (const Alert& one : change.alerts) {
    alert.with(one.id, one.rule_id, one.window_end, alert_json(one)).run();
    for (const std::string& sink : sinks) wait.with(sink).run();
  }
  auto incident = database.prepare(
      "INSERT INTO incidents (id, rule, grouping_key, title, severity, closed, first_time, last_time) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) "
      "ON CONFLICT (id) DO UPDATE SET title = ?4, severity = ?5, closed = ?6, last_time = ?8");
  auto member = database.prepare("INSERT OR IGNORE INTO incident_alerts VALUES (?1, ?2, ?3)");
  for (const Incident& one : change.incidents) {
    incident.with(one.id, one.rule_id, one.grouping_key, one.title, static_cast<int>(one.severity), static_cast<int>(one.status == IncidentStatus::closed),
                  one.first_alert_time, one.last_alert_time)
        .run();
    for (std::size_t i = 0; i < one.alert_ids.size(); ++i) member.with(one.id, static_cast<std::uint64_t>(i), one.alert_ids[i]).run();
  }
  if (change.prune) statements_->prune(*change.prune);
  if (change.arrivals) database.prepare("INSERT OR REPLACE INTO facts VALUES ('arrivals', ?1)").with(*change.arrivals).run();
  transaction.commit();
}

bool RuntimeState::has_alert(std::string_view id) {
  const std::lock_guard lock(mutex_);
  detail::Statement& found = statements_->often(Statements::Often::has_alert).with(id);
  const bool there = found.next();
  found.reset();
  return there;
}

std::size_t RuntimeState::count_alerts(std::string_view rule_id, std::int64_t window_end) {
  const std::lock_guard lock(mutex_);
  detail::Statement& found = statements_->often(Statements::Often::count_alerts).with(rule_id, window_end);
  const auto count = found.next() ? static_cast<std::size_t>(found.integer(0)) : 0;
  found.reset();
  return count;
}

std::optional<Incident> RuntimeState::incident(std::string_view rule_id, std::string_view grouping_key) {
  const std::lock_guard lock(mutex_);
  detail::Statement& found = statements_->often(Statements::Often::incident).with(rule_id, grouping_key);
  std::optional<Incident> incident;
  if (found.next()) incident = statements_->incident_at(found);
  found.reset();
  return incident;
}

std::vector<Incident> RuntimeState::incidents() {
  const std::lock_guard lock(mutex_);
  std::vector<Incident> incidents;
  auto found =
      statements_->database.prepare("SELECT id, rule, grouping_key, title, severity, closed, first_time, last_time FROM incidents ORDER BY number");
  while (found.next()) incidents.push_back(statements_->incident_at(found));
  return incidents;
}

bool RuntimeState::close_incident(std::string_view id) {
  const std::lock_guard lock(mutex_);
  statements_->database.prepare("UPDATE incidents SET closed = 1 WHERE id = ?1").with(id).run();
  return statements_->database.changes() > 0;
}

std::vector<std::string> RuntimeState::newest_alerts(std::size_t most) {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> alerts;
  auto found = statements_->database.prepare("SELECT json FROM alerts ORDER BY number DESC LIMIT ?1");
  found.with(static_cast<std::uint64_t>(most));
  while (found.next()) alerts.push_back(found.text(0));
  return alerts;
}

std::vector<RuntimeState::Outbox> RuntimeState::outboxes() {
  const std::lock_guard lock(mutex_);
  std::vector<Outbox> outboxes;
  auto found = statements_->database.prepare(
      "SELECT sink, sum(rejected = 0), sum(rejected = 1), coalesce((SELECT reason FROM outbox AS tried WHERE tried.sink = outbox.sink AND reason <> '' "
      "ORDER BY number LIMIT 1), '') FROM outbox GROUP BY sink ORDER BY sink");
  while (found.next()) {
    outboxes.push_back({found.text(0), static_cast<std::uint64_t>(found.integer(1)), static_cast<std::uint64_t>(found.integer(2)), found.text(3)});
  }
  return outboxes;
}

std::vector<std::pair<std::int64_t, std::string>> RuntimeState::waiting(std::string_view sink, std::size_t most) {
  const std::lock_guard lock(mutex_);
  std::vector<std::pair<std::int64_t, std::string>> alerts;
  auto found = statements_->database.prepare(
      "SELECT outbox.number, json FROM outbox JOIN alerts ON alerts.number = outbox.number WHERE sink = ?1 AND rejected = 0 ORDER BY outbox.number LIMIT ?2");
  found.with(sink, static_cast<std::uint64_t>(most));
  while (found.next()) alerts.emplace_back(found.integer(0), found.text(1));
  return alerts;
}

std::uint64_t RuntimeState::waiting_count(std::string_view sink) {
  const std::lock_guard lock(mutex_);
  auto found = statements_->database.prepare("SELECT count(*) FROM outbox WHERE sink = ?1 AND rejected = 0");
  return found.with(sink).next() ? static_cast<std::uint64_t>(found.integer(0)) : 0;
}

void RuntimeState::delivered(std::string_view sink, const std::vector<Outcome>& outcomes) {
  if (outcomes.empty()) return;
  const std::lock_guard lock(mutex_);
  detail::Transaction transaction(statements_->database);
  auto done = statements_->database.prepare("DELETE FROM outbox WHERE sink = ?1 AND number = ?2");
  auto failed = statements_->database.prepare("UPDATE outbox SET attempts = attempts + 1, reason = ?3, rejected = ?4 WHERE sink = ?1 AND number = ?2");
  for (const Outcome& outcome : outcomes) {
    if (outcome.result == DeliveryResult::delivered)
      done.with(sink, outcome.number).run();
    else
      failed.with(sink, outcome.number, outcome.reason, static_cast<int>(outcome.result == DeliveryResult::rejected)).run();
  }
  transaction.commit();
}

}  // namespace kelpie::rules
