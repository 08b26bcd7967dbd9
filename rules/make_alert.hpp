#pragma once

#include <string_view>

#include "rules/alert.hpp"
#include "rules/result_rows.hpp"

namespace kelpie::rules {

/// The alert that a rule raises for some rows of a run. `grouping_key` tells apart the alerts of one run; "" for the only one.
[[nodiscard]] Alert make_alert(const Rule& rule, const ResultRows& rows, executor::TimeWindow window, std::string_view grouping_key);

/// 32 hex digits, see Alert::id.
[[nodiscard]] std::string alert_id(const Rule& rule, std::int64_t window_end, std::string_view grouping_key);

/// The grouping key of an alert about one row, so that it does not matter where among the others of a run it stands. `earlier`: rows of the same content
/// that the run had before it.
[[nodiscard]] std::string row_key(std::string content, std::size_t earlier);

}  // namespace kelpie::rules
