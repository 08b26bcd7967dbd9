#include <map>

#include "executor/optimizer/optimize.hpp"
#include "executor/optimizer/rewrite.hpp"

namespace kelpie::executor {

namespace {

void add_conjuncts(const ExpressionPtr& expression, std::vector<ExpressionPtr>& conjuncts) {
  const auto* call = std::get_if<FunctionCall>(&expression->node);
  if (call != nullptr && call->function->name == "and") {
    for (const ExpressionPtr& argument : call->arguments) add_conjuncts(argument, conjuncts);
  } else {
    conjuncts.push_back(expression);
  }
}

/// Rewrites a predicate over a projection's columns into one over its input; nullptr when a column is computed.
ExpressionPtr below_projection(const ExpressionPtr& predicate, const PlanNode& node, const Project& project) {
  bool passes = true;
  ExpressionPtr moved = replace_columns(predicate, [&](const ColumnReference& column) -> ExpressionPtr {
    const auto position = position_of(node.columns, column.id);
    if (!position || !std::holds_alternative<ColumnReference>(project.expressions[*position]->node)) {
      passes = false;
      return nullptr;
    }
    return project.expressions[*position];
  });
  return passes ? moved : nullptr;
}

/// Each row of the input becomes some rows by itself, which keep its columns.
bool makes_rows_of_rows(const PlanNode& node) {
  return std::holds_alternative<ExpandArrays>(node.op) || std::holds_alternative<ApplyToArrays>(node.op) ||
         std::holds_alternative<ParseText>(node.op) || std::holds_alternative<ParseKeyValues>(node.op);
}

bool reads_only(const ExpressionPtr& predicate, const std::vector<PlanColumn>& columns) {
  bool only = true;
  for_each_column(*predicate, [&](const ColumnReference& column) { only &= position_of(columns, column.id).has_value(); });
  return only;
}

/// Puts one predicate as deep as it goes.
PlanPtr push(const ExpressionPtr& predicate, const PlanPtr& input, parser::Span span) {
  if (is_deterministic(*predicate)) {
    if (const auto* project = std::get_if<Project>(&input->op)) {
      if (ExpressionPtr moved = below_projection(predicate, *input, *project)) return with_inputs(input, {push(moved, input->inputs.front(), span)});
    }
    if (makes_rows_of_rows(*input) && reads_only(predicate, input->inputs.front()->columns)) {
      return with_inputs(input, {push(predicate, input->inputs.front(), span)});
    }
    if (std::holds_alternative<Sort>(input->op)) return with_inputs(input, {push(predicate, input->inputs.front(), span)});
    if (const auto* filter = std::get_if<Filter>(&input->op)) {
      // What can go below the other filter goes; else the two become one.
      if (PlanPtr below = push(predicate, input->inputs.front(), span); !std::holds_alternative<Filter>(below->op) || below->inputs.front() != input->inputs.front()) {
        return with_inputs(input, {std::move(below)});
      }
      Filter both = *filter;
      both.conjuncts.push_back(predicate);
      return make_plan(std::move(both), input->inputs, input->columns, input->span);
    }
  }
  return make_plan(Filter{{predicate}}, {input}, input->columns, span);
}

}  // namespace

PlanPtr push_filters(const PlanPtr& plan) {
  return rewrite_bottom_up(plan, [](const PlanPtr& node) -> PlanPtr {
    const auto* filter = std::get_if<Filter>(&node->op);
    if (filter == nullptr) return node;
    std::vector<ExpressionPtr> conjuncts;
    for (const ExpressionPtr& conjunct : filter->conjuncts) add_conjuncts(conjunct, conjuncts);
    PlanPtr result = node->inputs.front();
    for (const ExpressionPtr& conjunct : conjuncts) result = push(conjunct, result, node->span);
    if (result->columns.size() == node->columns.size()) return result;
    // The filter sat above columns that it hid (those of window functions): they are hidden still.
    Project project;
    for (const PlanColumn& column : node->columns) project.expressions.push_back(make_column(column.id, column.name, column.type));
    return make_plan(std::move(project), {result}, node->columns, node->span);
  });
}

PlanPtr sort_to_top(const PlanPtr& plan) {
  return rewrite_bottom_up(plan, [](const PlanPtr& node) -> PlanPtr {
    const auto* take = std::get_if<Take>(&node->op);
    if (take == nullptr) return node;
    const auto* sort = std::get_if<Sort>(&node->inputs.front()->op);
    if (sort == nullptr) return node;
    return make_plan(Top{take->count, sort->terms}, node->inputs.front()->inputs, node->columns, node->span);
  });
}

PlanPtr merge_projections(const PlanPtr& plan) {
  return rewrite_bottom_up(plan, [](const PlanPtr& node) -> PlanPtr {
    const auto* upper = std::get_if<Project>(&node->op);
    const auto* lower = upper == nullptr ? nullptr : std::get_if<Project>(&node->inputs.front()->op);
    if (lower == nullptr) return node;
    const PlanNode& below = *node->inputs.front();
    // A computed column that is read twice stays where it is; the evaluator knows equal calculations, so deterministic ones may move.
    for (const ExpressionPtr& expression : lower->expressions) {
      if (!is_deterministic(*expression)) return node;
    }
    Project merged;
    std::size_t size = 0;
    for (const ExpressionPtr& expression : upper->expressions) {
      merged.expressions.push_back(replace_columns(expression, [&](const ColumnReference& column) -> ExpressionPtr {
        const auto position = position_of(below.columns, column.id);
        return position ? lower->expressions[*position] : nullptr;
      }));
      size += node_count(*merged.expressions.back());
      if (size > 4096) return node;  // expressions that double at every stage would grow without end
    }
    return make_plan(std::move(merged), below.inputs, node->columns, node->span);
  });
}

}  // namespace kelpie::executor
