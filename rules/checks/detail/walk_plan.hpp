#pragma once

#include <functional>

#include "executor/plan/plan.hpp"

namespace kelpie::rules::detail {

/// Calls f for every node of a plan once, those of its sub-plans and sub-queries included.
void for_each_node(const executor::PlanPtr& plan, const std::function<void(const executor::PlanNode&)>& f);
/// Calls f for every expression of a plan, and for what is inside of it.
void for_each_inner_expression(const executor::PlanPtr& plan,
                               const std::function<void(const executor::Expression&)>& f);

}  // namespace kelpie::rules::detail
