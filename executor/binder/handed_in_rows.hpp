#pragma once

#include "executor/plan/plan.hpp"

namespace kelpie::executor {

/// Whether a plan has a leaf whose rows its operator hands in (mv-apply, partition): they are not at hand while
/// binding.
[[nodiscard]] bool reads_rows_handed_in(const PlanNode& plan);
/// Whether the value of a sub-query in a sub-plan depends on such rows: it is one value in a query, but not in such a
/// sub-plan.
[[nodiscard]] bool has_value_of_rows_handed_in(const PlanNode& subplan);

}  // namespace kelpie::executor
