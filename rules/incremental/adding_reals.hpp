#pragma once

#include "executor/plan/plan.hpp"

namespace kelpie::rules {

/// Whether the plan adds up reals (sum, avg, stdev ...) of rows that come straight from tables or joins: the last
/// digits then show in which batches they came. What a summarize gave comes in the same batches whatever it was made
/// of.
[[nodiscard]] bool adds_reals_of_rows(const executor::PlanNode& plan);

}  // namespace kelpie::rules
