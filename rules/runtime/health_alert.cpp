#include "rules/runtime/health_alert.hpp"

#include <fmt/format.h>

#include "rules/make_alert.hpp"
#include "tables/text.hpp"

namespace kelpie::rules {

namespace {

Alert health_alert(const Rule& rule, executor::TimeWindow window, AlertSeverity severity, std::string title, std::string description,
                   const std::string& reason) {
  Alert alert;
  alert.id = alert_id(rule, window.to, "health " + title);
  alert.rule_id = rule.id;
  alert.rule_name = rule.name;
  alert.rule_version = rule.version;
  alert.origin = AlertOrigin::health;
  alert.rule_kind = rule.kind;
  alert.severity = severity;
  alert.title = std::move(title);
  alert.description = std::move(description);
  alert.custom_details = {{"Reason", {reason}}, {"RuleFile", {rule.source->path}}};
  alert.window_start = window.from;
  alert.window_end = window.to;
  return alert;
}

}  // namespace

Alert disabled_alert(const Rule& rule, executor::TimeWindow window, const std::string& reason, std::uint64_t failures) {
  return health_alert(rule, window, AlertSeverity::high, "AUTO DISABLED " + rule.name,
                      fmt::format("The rule failed {} times, one run after the other, and does not run any more: {} It is enabled again when it is loaded "
                                  "with another version.",
                                  failures, reason),
                      reason);
}

Alert missed_window_alert(const Rule& rule, executor::TimeWindow window, const std::string& reason, std::uint64_t attempts) {
  return health_alert(rule, window, AlertSeverity::medium, "NOT EVALUATED " + rule.name,
                      fmt::format("The rule did not look at {} to {}: {} attempts failed. {} `kelpie detect --at {}` looks at it now.",
                                  tables::datetime_text(window.from), tables::datetime_text(window.to), attempts, reason, tables::datetime_text(window.to)),
                      reason);
}

}  // namespace kelpie::rules
