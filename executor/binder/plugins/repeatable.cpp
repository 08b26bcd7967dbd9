#include "executor/binder/plugins/repeatable.hpp"

#include <algorithm>

namespace kelpie::executor {

namespace {

bool repeats_cheaply(const PlanNode& node) {
  const auto deterministic = [](const std::vector<ExpressionPtr>& expressions) {
    return std::all_of(expressions.begin(), expressions.end(),
                       [](const ExpressionPtr& expression) { return is_deterministic(*expression); });
  };
  if (std::holds_alternative<ScanTable>(node.op) || std::holds_alternative<ConstantRows>(node.op) ||
      std::holds_alternative<Materialize>(node.op)) {
    return true;
  }
  const auto* filter = std::get_if<Filter>(&node.op);
  const auto* project = std::get_if<Project>(&node.op);
  if (filter != nullptr ? !deterministic(filter->conjuncts)
                        : project != nullptr && !deterministic(project->expressions)) {
    return false;
  }
  if (filter == nullptr && project == nullptr && !std::holds_alternative<UnionAll>(node.op)) return false;
  return std::all_of(node.inputs.begin(), node.inputs.end(),
                     [](const PlanPtr& input) { return repeats_cheaply(*input); });
}

}  // namespace

PlanPtr repeatable(const PlanPtr& plan) {
  if (repeats_cheaply(*plan)) return plan;
  return make_plan(Materialize{}, {plan}, plan->columns, plan->span);
}

}  // namespace kelpie::executor
