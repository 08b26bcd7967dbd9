#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/server/rules/rule_listing.hpp"
#include "rules/runtime/triage.hpp"

namespace kelpie::server {

/// What the API shows, as JSON objects (docs/alerts-api.md).

enum class Detail { brief, full };

/// "healthy", "failing" (it is tried again), "disabled", "refused", "unknown" (it has not run yet), "notRunning" (off,
/// or a hunting query).
[[nodiscard]] std::string_view health_of(const ListedRule& rule, const RunningState* running);
/// `running` may be null. In full: description, query and what is wrong, too.
[[nodiscard]] std::string rule_document(const ListedRule& rule, const RunningState* running, Detail detail);

/// The alert as it was raised, and what analysts did; `log` is shown in full only.
[[nodiscard]] std::string alert_document(const rules::TriagedAlert& alert);
[[nodiscard]] std::string alert_document(const rules::TriagedAlert& alert, const std::vector<rules::TriageEntry>& log);
[[nodiscard]] std::string incident_document(const rules::TriagedIncident& incident);
[[nodiscard]] std::string incident_document(const rules::TriagedIncident& incident,
                                            const std::vector<rules::TriageEntry>& log);

}  // namespace kelpie::server
