// Columns that a table's schema hides (tables::ColumnSchema::hidden). They go with the rows through every operator that hands its input's columns
// on, so that a name finds them; whatever enumerates columns passes over them, and a result has none. An operator that makes a column of one by
// name gives it a new number, and it is hidden no longer.

#include "executor/binder/binder.hpp"

namespace kelpie::executor {

std::vector<PlanColumn> Binder::visible_columns(const Relation& relation) const {
  std::vector<PlanColumn> visible;
  for (const PlanColumn& column : relation.columns()) {
    if (!is_hidden(column)) visible.push_back(column);
  }
  return visible;
}

Relation Binder::without_hidden(Relation relation) const {
  std::vector<std::size_t> visible;
  for (std::size_t i = 0; i < relation.columns().size(); ++i) {
    if (!is_hidden(relation.columns()[i])) visible.push_back(i);
  }
  if (visible.size() == relation.columns().size()) return relation;
  std::string name = relation.name;
  relation = select(std::move(relation), visible);
  relation.name = std::move(name);
  return relation;
}

Relation Binder::with_shown(Relation relation, const std::vector<bool>& chosen) {
  std::vector<PlanColumn> columns = relation.columns();
  Project project;
  bool any = false;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    project.expressions.push_back(reference(columns[i]));
    if (!chosen[i] || !is_hidden(columns[i])) continue;
    columns[i] = new_column(columns[i].name, columns[i].type);
    any = true;
  }
  if (any) relation.plan = make_plan(std::move(project), {relation.plan}, std::move(columns), relation.plan->span);
  return relation;
}

}  // namespace kelpie::executor
