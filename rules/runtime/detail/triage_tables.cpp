#include "rules/runtime/detail/triage_tables.hpp"

#include <string>

namespace kelpie::rules::detail {

namespace {

constexpr std::string_view tables[] = {
    "CREATE TABLE IF NOT EXISTS alert_triage (alert TEXT PRIMARY KEY REFERENCES alerts (id) ON DELETE CASCADE, "
    "revision INTEGER NOT NULL, "
    "acknowledged_by TEXT, acknowledged_at INTEGER) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS incident_triage (incident TEXT PRIMARY KEY REFERENCES incidents (id) ON DELETE "
    "CASCADE, revision INTEGER NOT NULL, "
    "active INTEGER NOT NULL DEFAULT 0, owner TEXT NOT NULL DEFAULT '', classification TEXT NOT NULL DEFAULT '', "
    "classification_reason TEXT NOT NULL DEFAULT '', "
    "classification_comment TEXT NOT NULL DEFAULT '', changed_by TEXT NOT NULL, changed_at INTEGER NOT NULL) WITHOUT "
    "ROWID",
    "CREATE TABLE IF NOT EXISTS triage_log (number INTEGER PRIMARY KEY, alert TEXT REFERENCES alerts (id) ON DELETE "
    "CASCADE, "
    "incident TEXT REFERENCES incidents (id) ON DELETE CASCADE, at INTEGER NOT NULL, who TEXT NOT NULL, what TEXT NOT "
    "NULL, text TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS triage_log_by_alert ON triage_log (alert, number)",
    "CREATE INDEX IF NOT EXISTS triage_log_by_incident ON triage_log (incident, number)",
    "CREATE INDEX IF NOT EXISTS incident_alerts_by_alert ON incident_alerts (alert)",
    "CREATE TABLE IF NOT EXISTS alert_entities (value TEXT NOT NULL, number INTEGER NOT NULL REFERENCES alerts ON "
    "DELETE CASCADE, PRIMARY KEY (value, number)) "
    "WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS alert_entities_by_number ON alert_entities (number)",
};

/// Values of the entities' identifiers in lower case, and names with the domain that stands beside them, of the alert
/// of these columns.
std::string fill_entities(const std::string& from, const std::string& json, const std::string& number) {
  const std::string entities =
      from + "json_each(CASE WHEN json_valid(" + json + ") THEN " + json + " ELSE '{}' END, '$.entities') AS entity";
  return "INSERT OR IGNORE INTO alert_entities SELECT lower(part.value), " + number + " FROM " + entities +
         ", json_each(entity.value) AS part WHERE entity.type = 'object' AND part.type = 'text' AND part.key <> 'type' "
         "UNION SELECT lower(entity.value ->> 'Name' || '@' || (entity.value ->> 'UPNSuffix')), " +
         number + " FROM " + entities +
         " WHERE entity.type = 'object' AND entity.value ->> 'Name' IS NOT NULL AND entity.value ->> 'UPNSuffix' IS "
         "NOT NULL "
         "UNION SELECT lower(entity.value ->> 'HostName' || '.' || (entity.value ->> 'DnsDomain')), " +
         number + " FROM " + entities +
         " WHERE entity.type = 'object' AND entity.value ->> 'HostName' IS NOT NULL AND entity.value ->> 'DnsDomain' "
         "IS NOT NULL";
}

}  // namespace

void make_triage_tables(Database& database) {
  auto known = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'alert_entities'");
  const bool upgrade = !known.next();
  known.reset();
  for (const std::string_view table : tables) database.run(table);
  database.run("CREATE INDEX IF NOT EXISTS alerts_by_severity ON alerts (" + std::string(alert_severity) + ")");
  database.run("CREATE TRIGGER IF NOT EXISTS alert_entities_come AFTER INSERT ON alerts BEGIN " +
               fill_entities("", "new.json", "new.number") + "; END");
  if (upgrade) database.run(fill_entities("alerts, ", "alerts.json", "alerts.number"));
}

}  // namespace kelpie::rules::detail
