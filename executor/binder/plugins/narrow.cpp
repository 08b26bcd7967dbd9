#include "executor/binder/plugins/plugin.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Value;

std::optional<Relation> bind_narrow(Binder& binder, const parser::EvaluateOperator& op, Relation input, const EnvironmentPtr&) {
  // A row number beside the rows, then one part a column, ordered by row and by the column's place.
  WindowCollector windows{true, {}, {}};
  windows.calls.push_back({"row_number", {make_constant(Value::long_(0))}});
  windows.columns.push_back(binder.new_column("Row", Type::long_));
  const PlanColumn row = windows.columns.front();
  const std::vector<PlanColumn> columns = binder.visible_columns(input);
  input = binder.with_windows(std::move(input), windows);
  input.plan = make_plan(Materialize{}, {input.plan}, input.columns(), op.span);
  std::vector<PlanPtr> parts;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    Project project{{Binder::reference(row), make_constant(Value::string(columns[i].name)), binder.cast(Binder::reference(columns[i]), Type::string),
                     make_constant(Value::long_(static_cast<std::int64_t>(i)))}};
    parts.push_back(make_plan(std::move(project), {input.plan},
                              {binder.new_column("Row", Type::long_), binder.new_column("Column", Type::string), binder.new_column("Value", Type::string),
                               binder.new_column("place", Type::long_)},
                              op.span));
  }
  if (parts.empty()) return std::nullopt;
  const std::vector<PlanColumn> united{binder.new_column("Row", Type::long_), binder.new_column("Column", Type::string), binder.new_column("Value", Type::string),
                                       binder.new_column("place", Type::long_)};
  Relation result;
  result.plan = make_plan(UnionAll{}, std::move(parts), united, op.span);
  result.plan = make_plan(Sort{{{Binder::reference(united[0]), true, true}, {Binder::reference(united[3]), true, true}}}, {result.plan}, united, op.span);
  result = binder.select(std::move(result), {0, 1, 2});
  result.serialized = true;
  return result;
}

}  // namespace kelpie::executor
