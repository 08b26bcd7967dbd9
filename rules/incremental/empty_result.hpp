#pragma once

#include <memory>
#include <vector>

#include "executor/plan/plan.hpp"

namespace kelpie::rules {

/// Rows that a plan is given at each run: where one of these is empty, the plan gives no rows whatever else it reads.
[[nodiscard]] std::vector<std::shared_ptr<const executor::Batches>> rows_it_needs(const executor::PlanNode& plan);

}  // namespace kelpie::rules
