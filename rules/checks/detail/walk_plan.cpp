#include "rules/checks/detail/walk_plan.hpp"

#include <set>

#include "executor/optimizer/rewrite.hpp"

namespace kelpie::rules::detail {

namespace {

using executor::Expression;
using executor::ExpressionPtr;
using executor::PlanNode;
using executor::PlanPtr;

class Walk {
 public:
  explicit Walk(const std::function<void(const PlanNode&)>& f) : f_(f) {}

  void go(const PlanPtr& plan) {
    if (!seen_.insert(plan.get()).second) return;
    f_(*plan);
    for (const PlanPtr& input : plan->inputs) go(input);
    if (const PlanPtr* subplan = executor::subplan_of(*plan)) go(*subplan);
    executor::for_each_expression(*plan, [this](const ExpressionPtr& expression) {
      if (expression) executor::for_each_subquery(*expression, [this](const PlanPtr& subquery) { go(subquery); });
    });
  }

 private:
  const std::function<void(const PlanNode&)>& f_;
  std::set<const PlanNode*> seen_;
};

void go(const Expression& expression, const std::function<void(const Expression&)>& f) {
  f(expression);
  if (const auto* call = std::get_if<executor::FunctionCall>(&expression.node)) {
    for (const ExpressionPtr& argument : call->arguments) go(*argument, f);
  }
}

}  // namespace

void for_each_node(const PlanPtr& plan, const std::function<void(const PlanNode&)>& f) { Walk(f).go(plan); }

void for_each_inner_expression(const PlanPtr& plan, const std::function<void(const Expression&)>& f) {
  for_each_node(plan, [&](const PlanNode& node) {
    executor::for_each_expression(node, [&](const ExpressionPtr& expression) {
      if (expression) go(*expression, f);
    });
  });
}

}  // namespace kelpie::rules::detail
