#pragma once

#include <cstdint>
#include <vector>

#include "rules/compile.hpp"

namespace kelpie::rules {

/// Whether a row that has arrived makes an alert by itself, whatever else comes: the query looks at each row for itself, every row is an alert, every row lies in
/// one window, and the rule never sleeps. Then the alert needs not wait for the end of its window.
[[nodiscard]] bool tells_on_arrival(const CompiledRule& compiled);

/// Rows that arrived in [arrived_from, arrived_to), ticks, of which some are in the window.
struct ArrivedWindow {
  executor::TimeWindow window;
  std::int64_t arrived_from = 0;
  std::int64_t arrived_to = 0;
};
/// The windows of a rule that tells on arrival in which rows of these times (TimeGenerated, any order) that arrived in [from, to) lie, and that end at
/// `next_end` or later.
[[nodiscard]] std::vector<ArrivedWindow> arrived_windows(const Rule& rule, const std::vector<std::int64_t>& times, std::int64_t from, std::int64_t to,
                                                         std::int64_t next_end);

}  // namespace kelpie::rules
