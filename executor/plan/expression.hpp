#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "executor/functions/function.hpp"
#include "parser/span.hpp"
#include "tables/value.hpp"

namespace kelpie::executor {

struct PlanNode;
using PlanPtr = std::shared_ptr<const PlanNode>;

struct Expression;
/// Bound expressions are immutable and shared: the same pointer twice is the same calculation.
using ExpressionPtr = std::shared_ptr<const Expression>;

/// Names a column of one plan, once and for all; what a node hands on keeps its number, what it computes gets a new one.
using ColumnId = std::uint32_t;

struct ColumnReference {
  ColumnId id = 0;
  std::string name;  // for people
};
struct Constant {
  tables::Value value;
};
struct FunctionCall {
  const ScalarFunction* function = nullptr;
  const Overload* overload = nullptr;
  std::vector<ExpressionPtr> arguments;  // of the overload's types: casts are calls of their own
};
/// toscalar(plan): the first column of the first row; a null when there is no row. Run once, before what uses it.
struct ScalarSubquery {
  PlanPtr plan;
};
/// The values of a plan's first column as a dynamic array, for `in (T | project a)`. Run once, before what uses it.
struct ListSubquery {
  PlanPtr plan;
};

struct Expression {
  tables::Type type = tables::Type::dynamic;
  parser::Span span;  // in the query text
  std::variant<Constant, ColumnReference, FunctionCall, ScalarSubquery, ListSubquery> node;
};

[[nodiscard]] ExpressionPtr make_constant(tables::Value value, parser::Span span = {});
[[nodiscard]] ExpressionPtr make_column(ColumnId id, std::string name, tables::Type type, parser::Span span = {});

/// No column in it and the same on every evaluation: may be computed before the query runs. Sub-queries do not count as such.
[[nodiscard]] bool is_foldable(const Expression& expression);
/// The same on every evaluation of the same row.
[[nodiscard]] bool is_deterministic(const Expression& expression);
/// No column in it: one value for all rows (a sub-query's too).
[[nodiscard]] bool is_row_independent(const Expression& expression);
/// Takes `a and b and c` apart.
void add_conjuncts(const ExpressionPtr& predicate, std::vector<ExpressionPtr>& conjuncts);
/// Calls f for every column that the expression reads.
void for_each_column(const Expression& expression, const std::function<void(const ColumnReference&)>& f);
/// Calls f for every sub-query's plan.
void for_each_subquery(const Expression& expression, const std::function<void(const PlanPtr&)>& f);
/// The same expression with columns replaced; `replace` returns nullptr to leave one as it is.
[[nodiscard]] ExpressionPtr replace_columns(const ExpressionPtr& expression, const std::function<ExpressionPtr(const ColumnReference&)>& replace);
/// The same expression with the plans of its sub-queries replaced.
[[nodiscard]] ExpressionPtr replace_subqueries(const ExpressionPtr& expression, const std::function<PlanPtr(const PlanPtr&)>& replace);
/// Nodes of the expression as a tree; stops counting at a million.
[[nodiscard]] std::size_t node_count(const Expression& expression);
/// KQL-like text: (a + 1), tostring(b), `x#7` where `ids` is set. Equal texts with ids mean the same calculation when deterministic.
[[nodiscard]] std::string to_text(const Expression& expression, bool ids = false);

}  // namespace kelpie::executor
