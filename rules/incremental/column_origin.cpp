#include "rules/incremental/column_origin.hpp"

namespace kelpie::rules {

std::string column_origin(const executor::PlanNode& plan, executor::ColumnId column) {
  const auto position = executor::position_of(plan.columns, column);
  if (!position) return {};
  if (const auto* scan = std::get_if<executor::ScanTable>(&plan.op)) {
    if (scan->paths.contains(*position)) return {};
    return scan->table->schema().columns[scan->table_columns[*position]].name;
  }
  const executor::Expression* made = nullptr;
  if (const auto* project = std::get_if<executor::Project>(&plan.op)) made = project->expressions[*position].get();
  if (const auto* aggregate = std::get_if<executor::Aggregate>(&plan.op)) {
    if (*position >= aggregate->keys.size()) return {};
    made = aggregate->keys[*position].get();
  }
  if (plan.inputs.size() != 1) return {};
  if (made == nullptr) return column_origin(*plan.inputs.front(), column);
  const auto* reference = std::get_if<executor::ColumnReference>(&made->node);
  return reference == nullptr ? std::string() : column_origin(*plan.inputs.front(), reference->id);
}

}  // namespace kelpie::rules
