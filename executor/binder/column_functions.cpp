#include "executor/binder/binder.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Value;

ExpressionPtr Binder::bind_iscolumnexists(const parser::Call& call, const ExpressionScope& scope) {
  if (call.arguments.size() != 1) {
    error("KS119", "iscolumnexists() takes the name of a column.", call.span);
    return nullptr;
  }
  const ExpressionPtr name = bind_expression(call.arguments.front().value, scope);
  const auto text = name ? constant_value(name, "The name of the column") : std::nullopt;
  if (!text) return nullptr;
  const bool exists =
      text->type() == Type::string && scope.row != nullptr && find_column(*scope.row, text->as_text()) != nullptr;
  return make_constant(Value::boolean(exists), call.span);
}

ExpressionPtr Binder::bind_column_names_of(const parser::Call& call, const ExpressionScope& scope) {
  if (call.arguments.size() != 1 || !is_tabular(call.arguments.front().value, scope.environment)) {
    error("KS119", "column_names_of() takes a table.", call.span);
    return nullptr;
  }
  const auto relation = bind_table(call.arguments.front().value, scope.environment);
  if (!relation) return nullptr;
  tables::DynamicBuilder names;
  names.begin_array();
  for (const PlanColumn& column : visible_columns(*relation)) names.string(column.name);
  names.end_array();
  return make_constant(Value::dynamic(names.finish()), call.span);
}

}  // namespace kelpie::executor
