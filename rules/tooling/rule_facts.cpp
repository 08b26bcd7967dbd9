#include "rules/tooling/rule_facts.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "parser/dump.hpp"
#include "parser/parse.hpp"
#include "rules/duration.hpp"

namespace kelpie::rules::tooling {

namespace {

using Values = std::vector<std::string>;

Values sorted(Values values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}
Values one(std::string_view text) { return text.empty() ? Values{} : Values{std::string(text)}; }
Values length(std::int64_t ticks) { return ticks == 0 ? Values{} : Values{duration_text(ticks)}; }

void add(std::string_view name, std::string_view value, Values& to) {
  if (!value.empty()) to.push_back(fmt::format("{}: {}", name, value));
}
void add(const std::vector<NamedValue>& named, Values& to) {
  for (const NamedValue& value : named) add(value.name, value.column.column, to);
}

bool runs_on_schedule(const Rule& rule) { return rule.kind == RuleKind::scheduled; }

Values name(const Rule& rule) { return one(rule.name); }
Values description(const Rule& rule) { return one(rule.description); }
Values kind(const Rule& rule) { return one(name_of(rule.kind)); }
Values severity(const Rule& rule) { return one(name_of(rule.severity)); }
Values status(const Rule& rule) { return one(rule.status); }
Values enabled(const Rule& rule) { return one(rule.enabled ? "true" : "false"); }
Values tags(const Rule& rule) { return sorted(rule.tags); }
Values frequency(const Rule& rule) { return length(rule.frequency); }
Values period(const Rule& rule) { return length(rule.period); }
Values trigger(const Rule& rule) { return runs_on_schedule(rule) ? one(name_of(rule.trigger)) : Values{}; }
Values threshold(const Rule& rule) { return runs_on_schedule(rule) ? one(std::to_string(rule.threshold)) : Values{}; }
Values tactics(const Rule& rule) { return sorted(rule.tactics); }
Values techniques(const Rule& rule) { return sorted(rule.techniques); }

Values connectors(const Rule& rule) {
  Values values;
  for (const RequiredConnector& connector : rule.connectors) {
    values.push_back(fmt::format("{} ({})", connector.connector, fmt::join(sorted(connector.data_types), ", ")));
  }
  return sorted(std::move(values));
}

Values entities(const Rule& rule) {
  Values values;
  for (const EntityMapping& mapping : rule.entities) {
    Values fields;
    for (const EntityField& field : mapping.fields) add(field.identifier, field.column.column, fields);
    values.push_back(fmt::format("{} ({})", mapping.type, fmt::join(fields, ", ")));
  }
  return values;
}

Values custom_details(const Rule& rule) {
  Values values;
  add(rule.custom_details, values);
  return sorted(std::move(values));
}

Values alert_details(const Rule& rule) {
  Values values;
  add("alertDisplayNameFormat", rule.details.title.text, values);
  add("alertDescriptionFormat", rule.details.description.text, values);
  add("alertSeverityColumnName", rule.details.severity.column, values);
  add("alertTacticsColumnName", rule.details.tactics.column, values);
  add(rule.details.properties, values);
  return values;
}

Values grouping(const Rule& rule) { return one(name_of(rule.grouping)); }
Values suppression(const Rule& rule) { return one(rule.suppression ? "true" : "false"); }
/// Without suppression its duration does nothing.
Values suppression_duration(const Rule& rule) {
  return rule.suppression ? length(rule.suppression_duration) : Values{};
}

Values incident(const Rule& rule) {
  Values values;
  add("createIncident", rule.incident.create ? "true" : "false", values);
  const IncidentGrouping& grouping = rule.incident.grouping;
  add("grouping", grouping.enabled ? "true" : "false", values);
  if (!grouping.enabled) return values;
  add("reopenClosedIncident", grouping.reopen_closed ? "true" : "false", values);
  if (grouping.lookback != 0) add("lookbackDuration", duration_text(grouping.lookback), values);
  add("matchingMethod", grouping.matching_method, values);
  add("groupByEntities", fmt::format("{}", fmt::join(sorted(grouping.by_entities), ", ")), values);
  add("groupByAlertDetails", fmt::format("{}", fmt::join(sorted(grouping.by_alert_details), ", ")), values);
  add("groupByCustomDetails", fmt::format("{}", fmt::join(sorted(grouping.by_custom_details), ", ")), values);
  return values;
}

struct FactReader {
  std::string_view field;
  Values (*read)(const Rule& rule);
  VersionBump weight;
};
constexpr FactReader readers[] = {
    {"name", name, VersionBump::patch},
    {"description", description, VersionBump::patch},
    {"kind", kind, VersionBump::minor},
    {"severity", severity, VersionBump::minor},
    {"status", status, VersionBump::patch},
    {"enabled", enabled, VersionBump::minor},
    {"tags", tags, VersionBump::patch},
    {"requiredDataConnectors", connectors, VersionBump::patch},
    {"queryFrequency", frequency, VersionBump::minor},
    {"queryPeriod", period, VersionBump::minor},
    {"triggerOperator", trigger, VersionBump::minor},
    {"triggerThreshold", threshold, VersionBump::minor},
    {"tactics", tactics, VersionBump::patch},
    {"relevantTechniques", techniques, VersionBump::patch},
    {"entityMappings", entities, VersionBump::minor},
    {"customDetails", custom_details, VersionBump::minor},
    {"alertDetailsOverride", alert_details, VersionBump::minor},
    {"eventGroupingSettings", grouping, VersionBump::minor},
    {"suppressionEnabled", suppression, VersionBump::minor},
    {"suppressionDuration", suppression_duration, VersionBump::minor},
    {"incidentConfiguration", incident, VersionBump::minor},
};

}  // namespace

std::vector<RuleFact> facts_of(const Rule& rule) {
  std::vector<RuleFact> facts;
  for (const FactReader& reader : readers) facts.push_back({reader.field, reader.read(rule), reader.weight});
  return facts;
}

std::optional<std::string> query_tree(const Rule& rule, RuleDiagnostics& diagnostics) {
  parser::ParseResult parsed = parser::parse(rule.query);
  if (parsed.ok()) return parser::dump(parsed.query);
  for (parser::Diagnostic& one : parsed.diagnostics) {
    one.span = place_of(one.span, rule.query_offsets);
    diagnostics.push_back({rule.source, std::move(one)});
  }
  return std::nullopt;
}

}  // namespace kelpie::rules::tooling
