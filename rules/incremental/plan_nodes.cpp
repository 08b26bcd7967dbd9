#include "rules/incremental/plan_nodes.hpp"

#include <set>

#include "executor/optimizer/rewrite.hpp"

namespace kelpie::rules {

namespace {

void walk(const executor::PlanNode& node, const std::function<void(const executor::PlanNode&)>& f,
          std::set<const executor::PlanNode*>& seen) {
  if (!seen.insert(&node).second) return;
  f(node);
  for (const executor::PlanPtr& input : node.inputs) walk(*input, f, seen);
  if (const executor::PlanPtr* subplan = executor::subplan_of(node)) walk(**subplan, f, seen);
  executor::for_each_expression(node, [&](const executor::ExpressionPtr& one) {
    if (one) executor::for_each_subquery(*one, [&](const executor::PlanPtr& subquery) { walk(*subquery, f, seen); });
  });
}

}  // namespace

void for_each_node(const executor::PlanNode& plan, const std::function<void(const executor::PlanNode&)>& f) {
  std::set<const executor::PlanNode*> seen;
  walk(plan, f, seen);
}

}  // namespace kelpie::rules
