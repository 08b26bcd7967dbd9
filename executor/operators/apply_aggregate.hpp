#pragma once

#include "executor/operators/apply_stages.hpp"

namespace kelpie::executor {

/// summarize within a sub-plan: without keys one row an outer row, also where that has no rows.
[[nodiscard]] std::unique_ptr<ApplyStage> make_aggregate_stage(const Aggregate& aggregate, const PlanNode& node, Execution& execution);

}  // namespace kelpie::executor
