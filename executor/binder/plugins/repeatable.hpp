#pragma once

#include "executor/plan/plan.hpp"

namespace kelpie::executor {

/// A plan of the same rows that may stand in a plan twice: the plan itself where a second run costs little and gives
/// the same, else one whose rows are kept.
[[nodiscard]] PlanPtr repeatable(const PlanPtr& plan);

}  // namespace kelpie::executor
