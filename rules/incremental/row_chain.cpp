#include "rules/incremental/row_chain.hpp"

#include <algorithm>

#include "executor/optimizer/rewrite.hpp"
#include "rules/incremental/plan_nodes.hpp"

namespace kelpie::rules {

namespace {

using executor::ColumnReference;
using executor::Expression;
using executor::ExpressionPtr;
using executor::PlanColumn;
using executor::PlanNode;
using executor::PlanPtr;

bool is_row_wise(const PlanNode& node) {
  return std::holds_alternative<executor::Project>(node.op) ||
         std::holds_alternative<executor::ExpandArrays>(node.op) ||
         std::holds_alternative<executor::ApplyToArrays>(node.op) ||
         std::holds_alternative<executor::ParseText>(node.op) ||
         std::holds_alternative<executor::ParseKeyValues>(node.op);
}

/// A sub-plan over the rows that one row was expanded to, of operators that plan_text() tells in full.
bool is_timeless_subplan(const PlanNode& node) {
  bool timeless =
      is_row_wise(node) || std::holds_alternative<executor::Filter>(node.op) ||
      std::holds_alternative<executor::Aggregate>(node.op) || std::holds_alternative<executor::Sort>(node.op) ||
      std::holds_alternative<executor::Top>(node.op) || std::holds_alternative<executor::Take>(node.op) ||
      std::holds_alternative<executor::Window>(node.op) || std::holds_alternative<executor::ApplyInput>(node.op) ||
      std::holds_alternative<executor::UnionAll>(node.op);
  executor::for_each_expression(node, [&](const ExpressionPtr& one) { timeless &= !one || is_timeless(*one); });
  if (const PlanPtr* subplan = executor::subplan_of(node)) timeless = timeless && is_timeless_subplan(**subplan);
  return timeless && std::all_of(node.inputs.begin(), node.inputs.end(),
                                 [](const PlanPtr& input) { return is_timeless_subplan(*input); });
}

class ChainMatcher {
 public:
  ChainMatcher(ChainContext& context, const std::optional<NewRows::Slices>& slices)
      : context_(context), slices_(slices) {}

  std::optional<RowChain> match(const PlanPtr& part) {
    PlanPtr plan = rebuild(part);
    if (!plan) return std::nullopt;
    // A filter may have handed on more than the part's columns, and in another order.
    std::vector<PlanColumn> columns = with_time(part->columns);
    const auto same = [](const PlanColumn& a, const PlanColumn& b) { return a.id == b.id; };
    if (!std::equal(columns.begin(), columns.end(), plan->columns.begin(), plan->columns.end(), same)) {
      executor::Project project;
      for (const PlanColumn& column : columns)
        project.expressions.push_back(executor::make_column(column.id, column.name, column.type));
      plan = executor::make_plan(std::move(project), {plan}, columns, part->span);
    }
    chain_.plan = std::move(plan);
    chain_.time = handed_on_;
    for (ExpressionPtr& conjunct : chain_.time_conjuncts) {
      conjunct = executor::replace_columns(conjunct, [this](const ColumnReference&) {
        return executor::make_column(handed_on_.id, handed_on_.name, handed_on_.type);
      });
    }
    return std::move(chain_);
  }

 private:
  [[nodiscard]] std::vector<PlanColumn> with_time(std::vector<PlanColumn> columns) const {
    if (!executor::position_of(columns, handed_on_.id)) columns.push_back(handed_on_);
    return columns;
  }

  PlanPtr rebuild(const PlanPtr& part) {
    const PlanNode& node = *part;
    if (const auto* scan = std::get_if<executor::ScanTable>(&node.op)) return rebuild(*scan, node);
    if (const auto* filter = std::get_if<executor::Filter>(&node.op)) return rebuild(*filter, node);
    if (!is_row_wise(node)) return nullptr;
    bool timeless = true;
    executor::for_each_expression(node, [&](const ExpressionPtr& one) { timeless &= !one || is_timeless(*one); });
    if (const PlanPtr* subplan = executor::subplan_of(node)) timeless = timeless && is_timeless_subplan(**subplan);
    if (!timeless) return nullptr;
    PlanPtr input = rebuild(node.inputs.front());
    if (!input) return nullptr;
    if (const auto* parse = std::get_if<executor::ParseText>(&node.op)) chain_.selects |= parse->drop_unmatched;
    if (std::holds_alternative<executor::ApplyToArrays>(node.op)) chain_.selects = true;
    PlanNode::Operator op = node.op;
    if (auto* project = std::get_if<executor::Project>(&op);
        project != nullptr && !executor::position_of(node.columns, handed_on_.id)) {
      project->expressions.push_back(executor::make_column(handed_on_.id, handed_on_.name, handed_on_.type));
    }
    return executor::make_plan(std::move(op), {std::move(input)}, with_time(node.columns), node.span);
  }

  PlanPtr rebuild(const executor::ScanTable& scan, const PlanNode& node) {
    const auto time = context_.time_column_of(scan.table->schema());
    if (!time) return nullptr;
    chain_.rows = context_.new_rows_of(*scan.table);
    executor::ScanTable changed = scan;
    changed.table = chain_.rows;
    changed.read_order.reset();
    std::vector<PlanColumn> columns = node.columns;
    const auto at = std::find(scan.table_columns.begin(), scan.table_columns.end(), *time);
    const auto position = static_cast<std::size_t>(at - scan.table_columns.begin());
    if (at != scan.table_columns.end()) raw_time_ = node.columns[position].id;
    if (raw_time_ && !slices_) {
      handed_on_ = node.columns[position];
    } else {
      handed_on_ = {context_.new_column(), scan.table->schema().columns[*time].name, tables::Type::datetime};
      changed.table_columns.push_back(slices_ ? chain_.rows->slice_column(slices_->length, slices_->anchor) : *time);
      columns.push_back(handed_on_);
    }
    return executor::make_plan(std::move(changed), {}, std::move(columns), node.span);
  }

  PlanPtr rebuild(const executor::Filter& filter, const PlanNode& node) {
    PlanPtr input = rebuild(node.inputs.front());
    if (!input) return nullptr;
    executor::Filter timeless;
    for (const ExpressionPtr& conjunct : filter.conjuncts) {
      if (is_timeless(*conjunct))
        timeless.conjuncts.push_back(conjunct);
      else if (is_time_conjunct(*conjunct))
        chain_.time_conjuncts.push_back(conjunct);
      else
        return nullptr;
    }
    if (timeless.conjuncts.empty()) return input;
    chain_.selects = true;
    return executor::make_plan(std::move(timeless), {std::move(input)}, with_time(node.columns), node.span);
  }

  /// Over slices, only what says the same of all times of a slice will do; that is looked at by whoever chooses the
  /// slices.
  [[nodiscard]] bool is_time_conjunct(const Expression& conjunct) const {
    bool time_only = raw_time_.has_value();
    executor::for_each_column(
        conjunct, [&](const ColumnReference& column) { time_only &= raw_time_ && column.id == *raw_time_; });
    return time_only && executor::is_deterministic(conjunct) && reads_only_clock(conjunct, context_.parameters);
  }

  ChainContext& context_;
  std::optional<NewRows::Slices> slices_;
  RowChain chain_;
  std::optional<executor::ColumnId> raw_time_;
  PlanColumn handed_on_;
};

}  // namespace

std::optional<RowChain> match_row_chain(const PlanPtr& part, ChainContext& context,
                                        const std::optional<NewRows::Slices>& slices) {
  return ChainMatcher(context, slices).match(part);
}

bool is_timeless(const Expression& expression) {
  bool subqueries = false;
  executor::for_each_subquery(expression, [&](const PlanPtr&) { subqueries = true; });
  return !subqueries && executor::is_deterministic(expression);
}

executor::ColumnId largest_column(const PlanPtr& plan) {
  executor::ColumnId largest = 0;
  for_each_node(*plan, [&](const PlanNode& node) {
    for (const PlanColumn& column : node.columns) largest = std::max(largest, column.id);
    if (const auto* scan = std::get_if<executor::ScanTable>(&node.op)) {
      for (const auto& [position, path] : scan->paths) largest = std::max(largest, path.whole);
    }
  });
  return largest;
}

}  // namespace kelpie::rules
