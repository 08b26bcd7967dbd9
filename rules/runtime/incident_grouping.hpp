#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "rules/alert.hpp"
#include "rules/runtime/incident.hpp"

namespace kelpie::rules {

/// What alerts of a rule must have in common to be one incident, as text; two alerts of the same text are grouped. Alerts that are never grouped have
/// their own id in it. (Microsoft Sentinel: "Group related alerts into incidents"; matchingMethod AllEntities, AnyAlert, Selected.)
[[nodiscard]] std::string grouping_key_of(const Rule& rule, const Alert& alert);

/// For how long after its first alert an incident of the rule takes more, in ticks.
[[nodiscard]] std::int64_t lookback_of(const Rule& rule);

/// The incident that a new alert belongs to, with the alert in it: the youngest one of the rule with the same key, when its first alert is not longer ago than the
/// look-back, it has room, and it is open or may be opened again; otherwise a new one. `youngest` looks for it. Sets the alert's incident_id. Nothing: the
/// rule makes no incidents.
[[nodiscard]] std::optional<Incident> group_alert(const Rule& rule, Alert& alert,
                                                  const std::function<std::optional<Incident>(std::string_view grouping_key)>& youngest);

}  // namespace kelpie::rules
