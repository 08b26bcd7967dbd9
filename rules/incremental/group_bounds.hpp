#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "rules/incremental/partial_summary.hpp"
#include "rules/incremental/window_groups.hpp"

namespace kelpie::rules {

/// Rows pass only where that column is at least so much.
struct GroupBound {
  executor::ColumnId column = 0;
  std::int64_t least = 0;
};

/// Adds what the filter asks in the form `Events > 300`.
void add_group_bounds(const executor::Filter& filter, std::vector<GroupBound>& bounds);

/// A bound on a number of rows (`count()`, `countif()`) that the summarize makes, as one on what its first step made;
/// nothing: there is none, or groups that are not there would reach it.
[[nodiscard]] std::optional<LeastSum> least_sum(const executor::PlanNode& whole, const PartialSummary& summary,
                                                const std::vector<GroupBound>& bounds);

}  // namespace kelpie::rules
