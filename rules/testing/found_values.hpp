#pragma once

#include <span>
#include <string>

#include "executor/engine.hpp"
#include "rules/alert.hpp"
#include "rules/runtime/incident.hpp"

namespace kelpie::rules::testing {

// What expectations look at, as dynamic values in their binary form.

/// A list of alerts, each as `kelpie detect --format json` writes it.
[[nodiscard]] std::string found_alerts(std::span<const Alert> alerts);
/// A list of incidents: id, title, severity, status, alertCount, alerts, firstAlertTime, lastAlertTime.
[[nodiscard]] std::string found_incidents(std::span<const Incident> incidents);
/// A list of rows, each a bag of its columns; a null is no key.
[[nodiscard]] std::string found_rows(const executor::ResultTable& table);
[[nodiscard]] std::string found_columns(const executor::ResultTable& table);
[[nodiscard]] std::string found_number(std::uint64_t number);

}  // namespace kelpie::rules::testing
