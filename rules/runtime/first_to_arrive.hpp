#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "rules/evaluate.hpp"

namespace kelpie::rules {

/// Rows of a window that arrived in `arrived` and whose TimeGenerated is in `events`; ticks, [from, to).
struct ArrivedRows {
  executor::TimeWindow arrived;
  executor::TimeWindow events;
};

/// What the query of a rule that looks at each row alone gives over some of a window's rows.
using LookAtRows = std::function<Evaluation(const ArrivedRows& rows)>;

/// The alerts, one a row, about `most` of these rows: about those that arrived first or, of rows that arrived at one
/// time, happened first. So it does not matter in how many parts, or from which segments, they are read. When a query
/// fails, its diagnostics and no alerts.
[[nodiscard]] Evaluation first_to_arrive(const ArrivedRows& rows, std::size_t most, const LookAtRows& look);

/// Numbers the alerts about equal rows of one window anew, each by the first number that `is_free`: of the ids of
/// alerts that were told, none is.
void number_equal_rows(const Rule& rule, std::vector<Alert>& alerts,
                       const std::function<bool(const std::string& id)>& is_free);

}  // namespace kelpie::rules
