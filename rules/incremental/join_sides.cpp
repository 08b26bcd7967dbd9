#include "rules/incremental/join_sides.hpp"

#include <algorithm>

#include "rules/incremental/plan_nodes.hpp"

namespace kelpie::rules {

using executor::PlanNode;
using executor::PlanPtr;

namespace {

/// What a join believes of the rows of an input (executor/operators/join.cpp).
double estimated_rows(const PlanNode& node) {
  if (const auto* scan = std::get_if<executor::ScanTable>(&node.op)) {
    if (const auto* current = dynamic_cast<const CurrentTable*>(scan->table.get()))
      return static_cast<double>(current->rows());
    double rows = 0;
    for (const auto& segment : scan->table->segments()) rows += static_cast<double>(segment->size());
    return rows;
  }
  if (const auto* rows = std::get_if<executor::ConstantRows>(&node.op))
    return static_cast<double>(executor::row_count(*rows->batches));
  double sum = 0;
  for (const PlanPtr& input : node.inputs) sum += estimated_rows(*input);
  if (std::holds_alternative<executor::Filter>(node.op)) return sum / 4;
  if (std::holds_alternative<executor::Aggregate>(node.op)) return sum / 16;
  if (std::holds_alternative<executor::Top>(node.op) || std::holds_alternative<executor::Take>(node.op))
    return std::min(sum, 1000.0);
  return sum;
}

}  // namespace

struct JoinSide::Looks {
  std::shared_ptr<executor::Batches> rows = std::make_shared<executor::Batches>();
  std::vector<tables::Type> types;

  void set(std::size_t count) {
    rows->clear();
    if (count == 0) return;
    executor::Batch batch{count, {}, 0};
    for (const tables::Type type : types) batch.columns.push_back(tables::Vector::null(type, count));
    rows->push_back(std::move(batch));
  }
};

JoinSide::JoinSide(PlanPtr left, PlanPtr right, std::size_t nesting)
    : query_left_(std::move(left)),
      query_right_(std::move(right)),
      large_(std::size_t{1} << (36 + 6 * nesting)),
      left_rows_(std::make_shared<Looks>()),
      right_rows_(std::make_shared<Looks>()) {}

PlanPtr JoinSide::beside(const PlanPtr& input, Looks& looks) {
  for (const executor::PlanColumn& column : input->columns) looks.types.push_back(column.type);
  const PlanPtr rows = executor::make_plan(executor::ConstantRows{looks.rows}, {}, input->columns);
  const PlanPtr none = executor::make_plan(executor::Filter{{executor::make_constant(tables::Value::boolean(false))}},
                                           {rows}, input->columns);
  return executor::make_plan(executor::UnionAll{}, {input, none}, input->columns, input->span);
}

void JoinSide::choose() {
  const bool left = estimated_rows(*query_left_) > estimated_rows(*query_right_);
  left_rows_->set(left ? large_ : 0);
  right_rows_->set(left ? 0 : large_);
}

std::vector<const PlanNode*> inner_joins(const PlanNode& plan) {
  std::vector<const PlanNode*> joins;
  for_each_node(plan, [&](const PlanNode& node) {
    const auto* join = std::get_if<executor::Join>(&node.op);
    if (join != nullptr && join->kind == executor::JoinKind::inner) joins.push_back(&node);
  });
  return joins;
}

}  // namespace kelpie::rules
