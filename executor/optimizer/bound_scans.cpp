#include <limits>
#include <map>

#include "executor/optimizer/optimize.hpp"
#include "executor/optimizer/rewrite.hpp"

namespace kelpie::executor {

namespace {

using tables::IntegerRange;

constexpr std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();

/// A constant of an integer-like type.
std::optional<std::int64_t> integer_of(const ExpressionPtr& expression) {
  const auto* constant = std::get_if<Constant>(&expression->node);
  if (constant == nullptr || constant->value.is_null() ||
      tables::physical_of(expression->type) != tables::Physical::integer)
    return std::nullopt;
  return constant->value.as_integer();
}

/// A column, or a column rounded down to a multiple of a constant: its values reach `above` beyond the rounded one.
struct BoundedColumn {
  ColumnId id = 0;
  std::int64_t above = 0;
};

std::optional<BoundedColumn> column_of(const ExpressionPtr& expression) {
  if (tables::physical_of(expression->type) != tables::Physical::integer) return std::nullopt;
  if (const auto* column = std::get_if<ColumnReference>(&expression->node)) return BoundedColumn{column->id, 0};
  const auto* call = std::get_if<FunctionCall>(&expression->node);
  if (call == nullptr || call->function->name != "bin" || call->arguments.size() != 2) return std::nullopt;
  const auto* column = std::get_if<ColumnReference>(&call->arguments[0]->node);
  const auto size = integer_of(call->arguments[1]);
  if (column == nullptr || call->arguments[0]->type != expression->type || !size || *size <= 0) return std::nullopt;
  return BoundedColumn{column->id, *size};
}

std::optional<IntegerRange> range_of(std::string_view op, std::int64_t value) {
  if (op == "==") return IntegerRange{value, value};
  if (op == "<=") return IntegerRange{lowest, value};
  if (op == ">=") return IntegerRange{value, highest};
  if (op == "<" && value > lowest) return IntegerRange{lowest, value - 1};
  if (op == ">" && value < highest) return IntegerRange{value + 1, highest};
  return std::nullopt;
}

std::string_view mirrored(std::string_view op) {
  if (op == "<") return ">";
  if (op == ">") return "<";
  if (op == "<=") return ">=";
  if (op == ">=") return "<=";
  return op;
}

using Bounds = std::map<ColumnId, IntegerRange>;

void narrow(Bounds& bounds, BoundedColumn column, IntegerRange range) {
  range.max = range.max > highest - column.above ? highest : range.max + column.above;
  const auto [at, added] = bounds.emplace(column.id, range);
  if (added) return;
  at->second.min = std::max(at->second.min, range.min);
  at->second.max = std::min(at->second.max, range.max);
}

void add_bounds(const ExpressionPtr& predicate, Bounds& bounds) {
  const auto* call = std::get_if<FunctionCall>(&predicate->node);
  if (call == nullptr) return;
  const std::string& name = call->function->name;
  if (name == "and") {
    for (const ExpressionPtr& argument : call->arguments) add_bounds(argument, bounds);
  } else if (name == "between" && call->arguments.size() == 3) {
    const auto column = column_of(call->arguments[0]);
    const auto low = integer_of(call->arguments[1]);
    const auto high = integer_of(call->arguments[2]);
    if (column && low && high) narrow(bounds, *column, {*low, *high});
  } else if (call->arguments.size() == 2) {
    const auto left = column_of(call->arguments[0]);
    const auto right = column_of(call->arguments[1]);
    if (left) {
      if (const auto value = integer_of(call->arguments[1])) {
        if (const auto range = range_of(name, *value)) narrow(bounds, *left, *range);
      }
    } else if (right) {
      if (const auto value = integer_of(call->arguments[0])) {
        if (const auto range = range_of(mirrored(name), *value)) narrow(bounds, *right, *range);
      }
    }
  }
}

}  // namespace

PlanPtr bound_scans(const PlanPtr& plan) {
  return rewrite_bottom_up(plan, [](const PlanPtr& node) -> PlanPtr {
    const auto* filter = std::get_if<Filter>(&node->op);
    if (filter == nullptr) return node;
    const auto* scan = std::get_if<ScanTable>(&node->inputs.front()->op);
    if (scan == nullptr) return node;
    Bounds bounds;
    for (const ExpressionPtr& conjunct : filter->conjuncts) add_bounds(conjunct, bounds);
    if (bounds.empty()) return node;
    ScanTable bounded = *scan;
    for (const auto& [column, range] : bounds) {
      if (const auto position = position_of(node->inputs.front()->columns, column))
        bounded.bounds.push_back({scan->table_columns[*position], range});
    }
    return with_inputs(node,
                       {make_plan(std::move(bounded), {}, node->inputs.front()->columns, node->inputs.front()->span)});
  });
}

}  // namespace kelpie::executor
