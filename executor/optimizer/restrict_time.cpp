#include "executor/optimizer/restrict_time.hpp"

#include <cassert>

#include "executor/optimizer/rewrite.hpp"

namespace kelpie::executor {

namespace {

using tables::Type;

/// left op right, both datetimes.
ExpressionPtr compare(const FunctionRegistry& functions, std::string_view op, ExpressionPtr left, ExpressionPtr right) {
  const ScalarFunction* function = functions.find_scalar(op);
  assert(function != nullptr);
  for (const Overload& overload : function->overloads) {
    if (overload.parameters.size() != 2 || !(overload.parameters[0].types == TypeSet(Type::datetime))) continue;
    if (!(overload.parameters[1].types == TypeSet(Type::datetime))) continue;
    return std::make_shared<const Expression>(
        Expression{Type::boolean, {}, FunctionCall{function, &overload, {std::move(left), std::move(right)}}});
  }
  assert(false && "datetimes are ordered");
  return nullptr;
}

PlanPtr restrict_scan(const PlanPtr& node, std::int64_t from, std::int64_t to, const FunctionRegistry& functions, std::string_view time_column) {
  const auto& scan = std::get<ScanTable>(node->op);
  const auto position = scan.table->schema().find(time_column);
  if (!position || scan.table->schema().columns[*position].type != Type::datetime) return node;
  for (std::size_t i = 0; i < scan.table_columns.size(); ++i) {
    if (scan.table_columns[i] != *position) continue;
    const PlanColumn& column = node->columns[i];
    const auto time = make_column(column.id, column.name, column.type);
    Filter filter{{compare(functions, ">=", time, make_constant(tables::Value::datetime(from))),
                   compare(functions, "<", time, make_constant(tables::Value::datetime(to)))}};
    return make_plan(std::move(filter), {node}, node->columns, node->span);
  }
  assert(false && "the scan has all columns before it is optimized");
  return node;
}

/// Sub-queries and plans that are materialized for several users stay one: all of them share `done`.
PlanPtr restricted(const PlanPtr& plan, std::int64_t from, std::int64_t to, const FunctionRegistry& functions,
                   std::string_view time_column, Rewritten& done) {
  const auto rule = [&](const PlanPtr& node) {
    if (std::holds_alternative<ScanTable>(node->op)) return restrict_scan(node, from, to, functions, time_column);
    return map_expressions(node, [&](const ExpressionPtr& expression) {
      bool any = false;
      if (expression) for_each_subquery(*expression, [&](const PlanPtr&) { any = true; });
      if (!any) return expression;
      return replace_subqueries(
          expression, [&](const PlanPtr& subquery) { return restricted(subquery, from, to, functions, time_column, done); });
    });
  };
  return rewrite_bottom_up(plan, rule, done);
}

}  // namespace

PlanPtr restrict_time(const PlanPtr& plan, std::int64_t from, std::int64_t to, const FunctionRegistry& functions, std::string_view time_column) {
  Rewritten done;
  return restricted(plan, from, to, functions, time_column, done);
}

}  // namespace kelpie::executor
