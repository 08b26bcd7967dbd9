#include <algorithm>

#include "executor/evaluate/evaluator.hpp"
#include "executor/optimizer/optimize.hpp"
#include "executor/optimizer/rewrite.hpp"

namespace kelpie::executor {

namespace {

/// Whether a calculation may be done twice, by a filter and again for the rows that are left: nothing that builds or
/// reads dynamic values.
bool cheap(const Expression& expression) {
  const auto light = [](const auto& self, const Expression& part) -> bool {
    const auto* call = std::get_if<FunctionCall>(&part.node);
    if (call == nullptr) return true;
    if (part.type == tables::Type::dynamic) return false;
    return std::all_of(call->arguments.begin(), call->arguments.end(), [&](const ExpressionPtr& argument) {
      const bool reads_dynamic = argument->type == tables::Type::dynamic && !is_row_independent(*argument);
      return !reads_dynamic && self(self, *argument);
    });
  };
  return node_count(expression) <= 64 && is_deterministic(expression) && light(light, expression);
}

/// Rewrites a predicate over a node's columns, of which the first ones are `expressions` over its input, into one over
/// that input; nullptr when it reads another column or a calculation that should not be done twice.
ExpressionPtr below_expressions(const ExpressionPtr& predicate, const PlanNode& node,
                                const std::vector<ExpressionPtr>& expressions) {
  bool passes = true;
  ExpressionPtr moved = replace_columns(predicate, [&](const ColumnReference& column) -> ExpressionPtr {
    const auto position = position_of(node.columns, column.id);
    if (!position || *position >= expressions.size() || !cheap(*expressions[*position])) {
      passes = false;
      return nullptr;
    }
    return expressions[*position];
  });
  return passes && node_count(*moved) <= 256 ? moved : nullptr;
}

/// Each row of the input becomes some rows by itself, which keep its columns.
bool makes_rows_of_rows(const PlanNode& node) {
  return std::holds_alternative<ExpandArrays>(node.op) || std::holds_alternative<ApplyToArrays>(node.op) ||
         std::holds_alternative<ParseText>(node.op) || std::holds_alternative<ParseKeyValues>(node.op);
}

bool reads_only(const ExpressionPtr& predicate, const std::vector<PlanColumn>& columns) {
  bool only = true;
  for_each_column(*predicate,
                  [&](const ColumnReference& column) { only &= position_of(columns, column.id).has_value(); });
  return only;
}

/// The left columns that are keys themselves.
std::vector<PlanColumn> key_columns(const Join& join, const std::vector<PlanColumn>& columns) {
  std::vector<PlanColumn> keys;
  for (const PlanColumn& column : columns) {
    for (const ExpressionPtr& key : join.left_keys) {
      const auto* reference = std::get_if<ColumnReference>(&key->node);
      if (reference != nullptr && reference->id == column.id) keys.push_back(column);
    }
  }
  return keys;
}

/// The input of a join that a predicate may filter instead of the join's rows; nothing when there is none.
std::optional<std::size_t> filtered_side(const ExpressionPtr& predicate, const Join& join, const PlanNode& node) {
  const JoinKind kind = join.kind;
  const std::vector<PlanColumn>& left = node.inputs[0]->columns;
  // Of the rows with one key innerunique takes the first: only the key may be looked at before.
  const bool left_passes = kind == JoinKind::inner || kind == JoinKind::leftouter || kind == JoinKind::leftsemi ||
                           kind == JoinKind::leftanti;
  if (left_passes && reads_only(predicate, left)) return 0;
  if (kind == JoinKind::innerunique && reads_only(predicate, key_columns(join, left))) return 0;
  const bool right_passes = kind == JoinKind::inner || kind == JoinKind::innerunique || kind == JoinKind::rightouter ||
                            kind == JoinKind::rightsemi || kind == JoinKind::rightanti;
  if (right_passes && reads_only(predicate, node.inputs[1]->columns)) return 1;
  return std::nullopt;
}

PlanPtr push(const ExpressionPtr& predicate, const PlanPtr& input, parser::Span span);

/// No rows, whatever the data.
bool makes_no_rows(const PlanNode& node) {
  if (const auto* rows = std::get_if<ConstantRows>(&node.op)) return rows->batches->empty();
  const bool keeps_nothing = std::holds_alternative<Filter>(node.op) || std::holds_alternative<Project>(node.op) ||
                             std::holds_alternative<Sort>(node.op) || makes_rows_of_rows(node);
  return keeps_nothing && makes_no_rows(*node.inputs.front());
}

/// Every input filtered for itself; those that have no rows then are left out.
PlanPtr push_into_inputs(const ExpressionPtr& predicate, const PlanPtr& input, parser::Span span) {
  std::vector<PlanPtr> inputs;
  for (const PlanPtr& part : input->inputs) {
    const ExpressionPtr own = replace_columns(predicate, [&](const ColumnReference& column) -> ExpressionPtr {
      const auto position = position_of(input->columns, column.id);
      return position ? make_column(part->columns[*position].id, part->columns[*position].name,
                                    part->columns[*position].type)
                      : nullptr;
    });
    PlanPtr filtered = push(own, part, span);
    const bool needed = !makes_no_rows(*filtered) || (inputs.empty() && &part == &input->inputs.back());
    if (needed) inputs.push_back(std::move(filtered));
  }
  return with_inputs(input, std::move(inputs));
}

/// The plan with the predicate moved below its topmost node; nullptr when it has to stay above.
PlanPtr push_below(const ExpressionPtr& predicate, const PlanPtr& input, parser::Span span) {
  const auto first_input = [&](const ExpressionPtr& moved) {
    return with_inputs(input, {push(moved, input->inputs.front(), span)});
  };
  if (const auto* project = std::get_if<Project>(&input->op)) {
    if (const ExpressionPtr moved = below_expressions(predicate, *input, project->expressions))
      return first_input(moved);
  }
  if (const auto* aggregate = std::get_if<Aggregate>(&input->op); aggregate != nullptr && !aggregate->keys.empty()) {
    if (const ExpressionPtr moved = below_expressions(predicate, *input, aggregate->keys)) return first_input(moved);
  }
  if (const auto* join = std::get_if<Join>(&input->op)) {
    if (const auto side = filtered_side(predicate, *join, *input)) {
      std::vector<PlanPtr> inputs = input->inputs;
      inputs[*side] = push(predicate, inputs[*side], span);
      return with_inputs(input, std::move(inputs));
    }
  }
  if (std::holds_alternative<UnionAll>(input->op)) return push_into_inputs(predicate, input, span);
  if (std::holds_alternative<Sort>(input->op)) return first_input(predicate);
  if (makes_rows_of_rows(*input) && reads_only(predicate, input->inputs.front()->columns))
    return first_input(predicate);
  return nullptr;
}

/// Puts one predicate as deep as it goes.
PlanPtr push(const ExpressionPtr& predicate, const PlanPtr& input, parser::Span span) {
  if (is_deterministic(*predicate)) {
    if (is_foldable(*predicate) && predicate->type == tables::Type::boolean) {
      const tables::Value value = evaluate_constant(predicate);
      if (!value.is_null() && value.as_bool()) return input;
      return make_plan(ConstantRows{std::make_shared<const Batches>()}, {}, input->columns, span);
    }
    if (PlanPtr below = push_below(predicate, input, span)) return below;
    if (const auto* filter = std::get_if<Filter>(&input->op)) {
      // What can go below the other filter goes; else the two become one.
      if (PlanPtr below = push(predicate, input->inputs.front(), span);
          !std::holds_alternative<Filter>(below->op) || below->inputs.front() != input->inputs.front()) {
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
    for (const PlanColumn& column : node->columns)
      project.expressions.push_back(make_column(column.id, column.name, column.type));
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
    // A computed column that is read twice stays where it is; the evaluator knows equal calculations, so deterministic
    // ones may move.
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
