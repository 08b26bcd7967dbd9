#include "rules/runtime/pending_change.hpp"

#include <algorithm>

#include "rules/runtime/incident_grouping.hpp"

namespace kelpie::rules {

std::size_t PendingChange::alerts_in(const std::string& rule_id, std::int64_t window_end) {
  const auto unwritten = std::count_if(alerts_.begin(), alerts_.end(), [&](const Alert& alert) {
    return alert.window_end == window_end && alert.rule_id == rule_id;
  });
  return state_.count_alerts(rule_id, window_end) + static_cast<std::size_t>(unwritten);
}

std::vector<Alert> PendingChange::add_alerts(const Rule& rule, std::vector<Alert> alerts) {
  std::erase_if(alerts,
                [this](const Alert& alert) { return !is_new(alert.id) || !alert_ids_.insert(alert.id).second; });
  for (Alert& alert : alerts) {
    if (alert.origin == AlertOrigin::detection) {
      auto incident = group_alert(rule, alert, [&](std::string_view key) { return youngest_incident(rule.id, key); });
      if (incident) {
        if (!incidents_.contains(incident->id)) incident_order_.push_back(incident->id);
        incidents_[incident->id] = std::move(*incident);
      }
    }
    alerts_.push_back(alert);
  }
  return alerts;
}

std::optional<Incident> PendingChange::youngest_incident(const std::string& rule, std::string_view key) {
  for (auto id = incident_order_.rbegin(); id != incident_order_.rend(); ++id) {
    const Incident& incident = incidents_.at(*id);
    if (incident.rule_id == rule && incident.grouping_key == key) return incident;
  }
  return state_.incident(rule, key);
}

std::vector<Incident> PendingChange::write(const std::vector<std::string>& sinks,
                                           const std::optional<StatePruning>& prune) {
  StateChange change;
  for (const RuleRunner* runner : runners_) change.rules.push_back(&runner->progress());
  change.forgotten = forgotten_;
  change.alerts = alerts_;
  for (const std::string& id : incident_order_) change.incidents.push_back(incidents_.at(id));
  change.arrivals = arrivals_;
  change.prune = prune;
  state_.apply(change, sinks);
  runners_.clear();
  forgotten_.clear();
  alerts_.clear();
  alert_ids_.clear();
  incidents_.clear();
  incident_order_.clear();
  arrivals_.reset();
  return std::move(change.incidents);
}

}  // namespace kelpie::rules
