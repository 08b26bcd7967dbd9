#include <algorithm>

#include "executor/binder/binder.hpp"
#include "executor/binder/handed_in_rows.hpp"

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

  if (has_value_of_rows_handed_in(*result->plan)) {
    error("KS151", "Within mv-apply no value can be taken of the elements of a row as a whole.", op.span, "summarize them in the sub-query, or in an mv-apply before");
    input.open = true;
    return input;
  }

  // The row's columns that were not expanded, then what the sub-query makes; a column that it makes anew stands in the old one's place.
  const auto made_anew = [&](const PlanColumn& column) -> const PlanColumn* {
    const PlanColumn* found = find_column(*result, column.name);
    return found != nullptr && found->id != column.id && !has(layout, found->id) ? found : nullptr;
  };
  std::vector<PlanColumn> columns;
  UniqueNames names;
  for (const PlanColumn& column : input.columns()) {
    const PlanColumn* anew = made_anew(column);
    if (anew != nullptr) columns.push_back({anew->id, names.add(anew->name), anew->type});
    else if (has(layout, column.id)) columns.push_back({column.id, names.add(column.name), column.type});
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
