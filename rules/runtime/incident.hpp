#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rules/rule.hpp"

namespace kelpie::rules {

enum class IncidentStatus { open, closed };

/// Alerts of one rule that belong together (Microsoft Sentinel: "Group related alerts into incidents").
struct Incident {
  std::string id;  // 32 hex digits: hash of the rule and the first alert
  std::string rule_id;
  std::string title;
  AlertSeverity severity = AlertSeverity::medium;  // the highest of its alerts
  IncidentStatus status = IncidentStatus::open;
  std::string grouping_key;           // what its alerts have in common
  std::int64_t first_alert_time = 0;  // ticks, window ends
  std::int64_t last_alert_time = 0;
  std::vector<std::string> alert_ids;  // in order
};

/// Alerts of one incident at most; the next one begins another of the same kind.
inline constexpr std::size_t most_incident_alerts = 150;

}  // namespace kelpie::rules
