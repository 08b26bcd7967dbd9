#pragma once

#include <cstdint>
#include <string>

#include "executor/query_context.hpp"
#include "rules/alert.hpp"

namespace kelpie::rules {

/// The alert that a rule does not work: it was disabled after failures of its own making, or a window was given up after several attempts. One for a rule, its
/// version and the window. `reason`: code and message of the failure.
[[nodiscard]] Alert disabled_alert(const Rule& rule, executor::TimeWindow window, const std::string& reason, std::uint64_t failures);
[[nodiscard]] Alert missed_window_alert(const Rule& rule, executor::TimeWindow window, const std::string& reason, std::uint64_t attempts);

}  // namespace kelpie::rules
