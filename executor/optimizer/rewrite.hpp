#pragma once

#include <functional>
#include <map>

#include "executor/plan/plan.hpp"

namespace kelpie::executor {

/// The same node over other inputs; the same pointer when nothing changed.
[[nodiscard]] PlanPtr with_inputs(const PlanPtr& plan, std::vector<PlanPtr> inputs);
/// The sub-plan that a node runs over rows which it hands in (mv-apply, partition); nullptr: it has none.
[[nodiscard]] const PlanPtr* subplan_of(const PlanNode& node);
/// The same node, which has a sub-plan, with another one.
[[nodiscard]] PlanPtr with_subplan(const PlanPtr& plan, PlanPtr subplan);
/// Rewrites bottom up: inputs first, then `rule` on the node with its new inputs. Shared nodes (materialize) stay shared. Sub-plans are
/// rewritten too.
[[nodiscard]] PlanPtr rewrite_bottom_up(const PlanPtr& plan, const std::function<PlanPtr(const PlanPtr&)>& rule);
/// The same for several plans that share nodes: `done` remembers what became of each node, and the plans must outlive it.
using Rewritten = std::map<const PlanNode*, PlanPtr>;
[[nodiscard]] PlanPtr rewrite_bottom_up(const PlanPtr& plan, const std::function<PlanPtr(const PlanPtr&)>& rule, Rewritten& done);
/// Calls f with every expression of a node.
void for_each_expression(const PlanNode& node, const std::function<void(const ExpressionPtr&)>& f);
/// The same node with every expression replaced by what f gives.
[[nodiscard]] PlanPtr map_expressions(const PlanPtr& plan, const std::function<ExpressionPtr(const ExpressionPtr&)>& f);

}  // namespace kelpie::executor
