#include "executor/optimizer/rewrite.hpp"

#include <type_traits>
#include <utility>
#include <vector>

namespace kelpie::executor {

PlanPtr with_inputs(const PlanPtr& plan, std::vector<PlanPtr> inputs) {
  if (inputs == plan->inputs) return plan;
  PlanNode copy = *plan;
  copy.inputs = std::move(inputs);
  return std::make_shared<const PlanNode>(std::move(copy));
}

const PlanPtr* subplan_of(const PlanNode& node) {
  if (const auto* apply = std::get_if<ApplyToArrays>(&node.op)) return &apply->subplan;
  if (const auto* partition = std::get_if<PartitionRows>(&node.op)) return &partition->subplan;
  return nullptr;
}

PlanPtr with_subplan(const PlanPtr& plan, PlanPtr subplan) {
  PlanNode copy = *plan;
  if (auto* apply = std::get_if<ApplyToArrays>(&copy.op)) apply->subplan = std::move(subplan);
  else std::get<PartitionRows>(copy.op).subplan = std::move(subplan);
  return std::make_shared<const PlanNode>(std::move(copy));
}

namespace {

PlanPtr rewrite(const PlanPtr& plan, const std::function<PlanPtr(const PlanPtr&)>& rule, Rewritten& done) {
  if (const auto found = done.find(plan.get()); found != done.end()) return found->second;
  std::vector<PlanPtr> inputs;
  for (const PlanPtr& input : plan->inputs) inputs.push_back(rewrite(input, rule, done));
  PlanPtr result = with_inputs(plan, std::move(inputs));
  if (const PlanPtr* inner = subplan_of(*result)) {
    if (PlanPtr subplan = rewrite(*inner, rule, done); subplan != *inner) result = with_subplan(result, std::move(subplan));
  }
  result = rule(result);
  done[plan.get()] = result;
  return result;
}

/// Calls f with the expressions of an operator, constant or not.
template <typename AnyOperator, typename F>
void visit_expressions(AnyOperator& op, F f) {
  using Operator = std::remove_const_t<AnyOperator>;
  const auto optional = [&](auto& expression) {
    if (expression) f(expression);
  };
  const auto calls = [&](auto& list) {
    for (auto& call : list) {
      for (auto& argument : call.arguments) f(argument);
    }
  };
  const auto terms = [&](auto& list) {
    for (auto& term : list) f(term.value);
  };
  const auto all = [&](auto& list) {
    for (auto& expression : list) optional(expression);
  };
  if constexpr (std::is_same_v<Operator, RangeRows>)
    f(op.from), f(op.to), f(op.step);
  else if constexpr (std::is_same_v<Operator, Filter>)
    all(op.conjuncts);
  else if constexpr (std::is_same_v<Operator, Project>)
    all(op.expressions);
  else if constexpr (std::is_same_v<Operator, Aggregate>)
    all(op.keys), calls(op.calls);
  else if constexpr (std::is_same_v<Operator, Sort>)
    terms(op.terms);
  else if constexpr (std::is_same_v<Operator, Top>)
    f(op.count), terms(op.terms);
  else if constexpr (std::is_same_v<Operator, Take> || std::is_same_v<Operator, Sample>)
    f(op.count);
  else if constexpr (std::is_same_v<Operator, Join>)
    all(op.left_keys), all(op.right_keys);
  else if constexpr (std::is_same_v<Operator, ExpandArrays>) {
    for (auto& item : op.items) f(item.array);
  } else if constexpr (std::is_same_v<Operator, ApplyToArrays>) {
    for (auto& item : op.expand.items) f(item.array);
  } else if constexpr (std::is_same_v<Operator, ParseText> || std::is_same_v<Operator, ParseKeyValues>) {
    f(op.source);
  } else if constexpr (std::is_same_v<Operator, MakeSeries>) {
    all(op.defaults), optional(op.from), optional(op.to), f(op.step);
  } else if constexpr (std::is_same_v<Operator, Window>) {
    for (auto& call : op.calls) all(call.arguments);
  } else if constexpr (std::is_same_v<Operator, PartitionRows>) {
    f(op.key);
  } else if constexpr (std::is_same_v<Operator, ComputeRows>) {
    all(op.expressions);
  }
}

}  // namespace

PlanPtr rewrite_bottom_up(const PlanPtr& plan, const std::function<PlanPtr(const PlanPtr&)>& rule) {
  Rewritten done;
  return rewrite(plan, rule, done);
}

PlanPtr rewrite_bottom_up(const PlanPtr& plan, const std::function<PlanPtr(const PlanPtr&)>& rule, Rewritten& done) {
  return rewrite(plan, rule, done);
}

void for_each_expression(const PlanNode& node, const std::function<void(const ExpressionPtr&)>& f) {
  std::visit([&](const auto& typed) { visit_expressions(typed, [&](const ExpressionPtr& expression) { f(expression); }); }, node.op);
}

PlanPtr map_expressions(const PlanPtr& plan, const std::function<ExpressionPtr(const ExpressionPtr&)>& f) {
  // Mostly nothing changes, and nothing is copied.
  std::vector<ExpressionPtr> mapped;
  bool changed = false;
  for_each_expression(*plan, [&](const ExpressionPtr& expression) {
    mapped.push_back(f(expression));
    changed |= mapped.back() != expression;
  });
  if (!changed) return plan;
  PlanNode::Operator op = plan->op;
  auto next = mapped.begin();
  std::visit([&](auto& typed) { visit_expressions(typed, [&](ExpressionPtr& expression) { expression = std::move(*next++); }); }, op);
  return make_plan(std::move(op), plan->inputs, plan->columns, plan->span);
}

}  // namespace kelpie::executor
