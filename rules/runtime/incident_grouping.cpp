#include "rules/runtime/incident_grouping.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "rules/text_hash.hpp"
#include "tables/text.hpp"

namespace kelpie::rules {

namespace {

constexpr std::int64_t default_lookback = 5 * tables::ticks_per_hour;

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return result;
}

bool names(const std::vector<std::string>& list, std::string_view name) {
  return std::any_of(list.begin(), list.end(), [&](const std::string& one) { return lower(one) == lower(name); });
}

/// Parts with their lengths before them, so that no two lists of parts make one text.
std::string joined(std::vector<std::string> parts) {
  std::sort(parts.begin(), parts.end());
  std::string text;
  for (const std::string& part : parts) text += fmt::format("{}:{}", part.size(), part);
  return text;
}

std::string entity_text(const AlertEntity& entity) {
  std::vector<std::string> parts{lower(entity.type)};
  for (const auto& [identifier, value] : entity.identifiers) parts.push_back(identifier + "=" + value);
  return joined(std::move(parts));
}

/// The entities of the types that the list names, of all when there is no list.
std::string entities_text(const Alert& alert, const std::vector<std::string>* types) {
  std::vector<std::string> parts;
  for (const AlertEntity& entity : alert.entities) {
    if (types == nullptr || names(*types, entity.type)) parts.push_back(entity_text(entity));
  }
  return joined(std::move(parts));
}

std::string selected_text(const IncidentGrouping& grouping, const Alert& alert) {
  std::string text = entities_text(alert, &grouping.by_entities);
  std::vector<std::string> parts;
  if (names(grouping.by_alert_details, "DisplayName")) parts.push_back("title=" + alert.title);
  if (names(grouping.by_alert_details, "Severity")) parts.push_back(fmt::format("severity={}", name_of(alert.severity)));
  for (const AlertDetail& detail : alert.custom_details) {
    if (names(grouping.by_custom_details, detail.name)) parts.push_back(detail.name + "=" + joined(detail.values));
  }
  return text + "/" + joined(std::move(parts));
}

bool takes(const Rule& rule, const Incident& incident, const Alert& alert) {
  if (incident.alert_ids.size() >= most_incident_alerts) return false;
  if (incident.status == IncidentStatus::closed && !rule.incident.grouping.reopen_closed) return false;
  return alert.window_end - incident.first_alert_time <= lookback_of(rule);
}

}  // namespace

std::int64_t lookback_of(const Rule& rule) {
  const std::int64_t lookback = rule.incident.grouping.lookback;
  return lookback > 0 ? lookback : default_lookback;
}

std::string grouping_key_of(const Rule& rule, const Alert& alert) {
  const IncidentGrouping& grouping = rule.incident.grouping;
  if (!grouping.enabled) return "alert " + alert.id;
  if (grouping.matching_method == "AnyAlert") return "any";
  if (grouping.matching_method == "Selected") return "selected " + text_hash(selected_text(grouping, alert));
  // AllEntities, which is the default. Alerts about nobody have nothing in common.
  return alert.entities.empty() ? "alert " + alert.id : "entities " + text_hash(entities_text(alert, nullptr));
}

std::optional<Incident> group_alert(const Rule& rule, Alert& alert,
                                    const std::function<std::optional<Incident>(std::string_view grouping_key)>& youngest) {
  if (!rule.incident.create) return std::nullopt;
  const std::string key = grouping_key_of(rule, alert);
  std::optional<Incident> incident = youngest(key);
  if (!incident || !takes(rule, *incident, alert)) {
    incident = Incident{};
    incident->id = text_hash(fmt::format("{}:{}/{}/{}", rule.id.size(), rule.id, key, alert.id));
    incident->rule_id = rule.id;
    incident->title = alert.title;
    incident->severity = alert.severity;
    incident->grouping_key = key;
    incident->first_alert_time = alert.window_end;
  }
  incident->status = IncidentStatus::open;
  incident->severity = std::max(incident->severity, alert.severity);
  incident->last_alert_time = std::max(incident->last_alert_time, alert.window_end);
  incident->alert_ids.push_back(alert.id);
  alert.incident_id = incident->id;
  return incident;
}

}  // namespace kelpie::rules
