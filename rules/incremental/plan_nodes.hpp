#pragma once

#include <functional>

#include "executor/plan/plan.hpp"

namespace kelpie::rules {

/// Calls f once for every node of a plan, those of its sub-plans and of its expressions' sub-queries included.
void for_each_node(const executor::PlanNode& plan, const std::function<void(const executor::PlanNode&)>& f);

}  // namespace kelpie::rules
