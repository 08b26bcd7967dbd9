#include "rules/incremental/empty_result.hpp"

#include <algorithm>

namespace kelpie::rules {

using executor::JoinKind;
using executor::PlanNode;

namespace {

using Needed = std::vector<std::shared_ptr<const executor::Batches>>;

void add(Needed& all, const Needed& more) {
  for (const auto& one : more) {
    if (std::find(all.begin(), all.end(), one) == all.end()) all.push_back(one);
  }
}

bool gives_nothing(const PlanNode& plan) {
  const auto* filter = std::get_if<executor::Filter>(&plan.op);
  if (filter == nullptr) return false;
  return std::any_of(filter->conjuncts.begin(), filter->conjuncts.end(), [](const executor::ExpressionPtr& conjunct) {
    const auto* constant = std::get_if<executor::Constant>(&conjunct->node);
    return constant != nullptr && constant->value == tables::Value::boolean(false);
  });
}

/// Of a test whether a value is among a plan's.
void add_of_list(Needed& all, const executor::Expression& conjunct) {
  const auto* call = std::get_if<executor::FunctionCall>(&conjunct.node);
  if (call == nullptr || call->function->name != "in" || call->arguments.size() != 2) return;
  if (const auto* list = std::get_if<executor::ListSubquery>(&call->arguments[1]->node))
    add(all, rows_it_needs(*list->plan));
}

Needed of_join(const PlanNode& plan, JoinKind kind) {
  Needed all;
  const bool left = kind != JoinKind::rightouter && kind != JoinKind::rightanti && kind != JoinKind::fullouter;
  const bool right = kind != JoinKind::leftouter && kind != JoinKind::leftanti && kind != JoinKind::fullouter;
  if (left) add(all, rows_it_needs(*plan.inputs[0]));
  if (right) add(all, rows_it_needs(*plan.inputs[1]));
  return all;
}

/// What all inputs need that give something.
Needed of_union(const PlanNode& plan) {
  std::optional<Needed> common;
  for (const executor::PlanPtr& input : plan.inputs) {
    if (gives_nothing(*input)) continue;
    const Needed needed = rows_it_needs(*input);
    if (!common) {
      common = needed;
      continue;
    }
    std::erase_if(*common,
                  [&](const auto& one) { return std::find(needed.begin(), needed.end(), one) == needed.end(); });
  }
  return common.value_or(Needed{});
}

}  // namespace

Needed rows_it_needs(const PlanNode& plan) {
  if (const auto* rows = std::get_if<executor::ConstantRows>(&plan.op)) return {rows->batches};
  if (const auto* join = std::get_if<executor::Join>(&plan.op)) return of_join(plan, join->kind);
  if (std::holds_alternative<executor::UnionAll>(plan.op)) return of_union(plan);
  if (const auto* aggregate = std::get_if<executor::Aggregate>(&plan.op)) {
    return aggregate->keys.empty() ? Needed{} : rows_it_needs(*plan.inputs.front());
  }
  if (const auto* filter = std::get_if<executor::Filter>(&plan.op)) {
    Needed all = rows_it_needs(*plan.inputs.front());
    for (const executor::ExpressionPtr& conjunct : filter->conjuncts) add_of_list(all, *conjunct);
    return all;
  }
  const bool row_by_row =
      std::holds_alternative<executor::Project>(plan.op) || std::holds_alternative<executor::Sort>(plan.op) ||
      std::holds_alternative<executor::Top>(plan.op) || std::holds_alternative<executor::Take>(plan.op) ||
      std::holds_alternative<executor::ExpandArrays>(plan.op) || std::holds_alternative<executor::ParseText>(plan.op);
  return row_by_row ? rows_it_needs(*plan.inputs.front()) : Needed{};
}

}  // namespace kelpie::rules
