#include "executor/plan/plan.hpp"

namespace kelpie::executor {

PlanPtr make_plan(PlanNode::Operator op, std::vector<PlanPtr> inputs, PlanColumns columns, parser::Span span) {
  return std::make_shared<const PlanNode>(PlanNode{std::move(op), std::move(inputs), std::move(columns), span});
}

std::optional<std::size_t> position_of(const std::vector<PlanColumn>& columns, ColumnId id) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].id == id) return i;
  }
  return std::nullopt;
}

}  // namespace kelpie::executor
