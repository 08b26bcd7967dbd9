#include "executor/optimizer/optimize.hpp"
#include "executor/optimizer/rewrite.hpp"

namespace kelpie::executor {

namespace {

/// The scan below filters and projections that hand the column on, with its order set; nullptr when there is none.
PlanPtr with_order(const PlanPtr& plan, ColumnId column, bool descending) {
  if (const auto* scan = std::get_if<ScanTable>(&plan->op)) {
    const auto position = position_of(plan->columns, column);
    if (!position) return nullptr;
    ScanTable ordered = *scan;
    ordered.read_order = ScanTable::ReadOrder{scan->table_columns[*position], descending};
    return make_plan(std::move(ordered), {}, plan->columns, plan->span);
  }
  ColumnId below = column;
  if (const auto* project = std::get_if<Project>(&plan->op)) {
    const auto position = position_of(plan->columns, column);
    const auto* reference = position ? std::get_if<ColumnReference>(&project->expressions[*position]->node) : nullptr;
    if (reference == nullptr) return nullptr;
    below = reference->id;
  } else if (!std::holds_alternative<Filter>(plan->op)) {
    return nullptr;
  }
  PlanPtr input = with_order(plan->inputs.front(), below, descending);
  return input ? with_inputs(plan, {std::move(input)}) : nullptr;
}

}  // namespace

PlanPtr order_scans(const PlanPtr& plan) {
  return rewrite_bottom_up(plan, [](const PlanPtr& node) -> PlanPtr {
    const auto* top = std::get_if<Top>(&node->op);
    if (top == nullptr || top->terms.size() != 1 || top->terms.front().nulls_first) return node;
    const auto* column = std::get_if<ColumnReference>(&top->terms.front().value->node);
    if (column == nullptr || tables::physical_of(top->terms.front().value->type) != tables::Physical::integer) return node;
    PlanPtr input = with_order(node->inputs.front(), column->id, !top->terms.front().ascending);
    return input ? with_inputs(node, {std::move(input)}) : node;
  });
}

}  // namespace kelpie::executor
