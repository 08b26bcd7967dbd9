#include <algorithm>

#include "executor/binder/binder.hpp"

namespace kelpie::executor {

std::optional<Relation> Binder::bind(const parser::MvApplyOperator& op, Relation input, const EnvironmentPtr& environment) {
  std::vector<PlanColumn> layout;
  const ArrayItems written{op.items, op.parameters, op.row_limit ? &*op.row_limit : nullptr, false};
  auto expand = bind_expansion(written, input, environment, layout);
  const auto has = [](const std::vector<PlanColumn>& columns, ColumnId id) { return position_of(columns, id).has_value(); };

  // The sub-query sees the elements beside the columns of their row, in the order of the array.
  Relation element;
  element.plan = make_plan(ApplyInput{}, {}, layout, op.span);
  element.serialized = true;
  element.open = input.open || !expand;
  auto result = bind_pipeline(*op.subquery, environment, &element);
  if (!expand || !result) {
    input.open = true;
    return input;
  }

  // The row's columns that were not expanded, then what the sub-query makes.
  std::vector<PlanColumn> columns;
  UniqueNames names;
  for (const PlanColumn& column : input.columns()) {
    if (has(layout, column.id)) columns.push_back({column.id, names.add(column.name), column.type});
  }
  for (const PlanColumn& column : result->columns()) {
    if (!has(columns, column.id)) columns.push_back({column.id, names.add(column.name), column.type});
  }
  input.plan = make_plan(ApplyToArrays{std::move(*expand), std::move(layout), result->plan}, {input.plan}, std::move(columns), op.span);
  input.name.clear();
  input.open |= result->open;
  return input;
}

}  // namespace kelpie::executor
