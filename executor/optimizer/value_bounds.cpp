#include "executor/optimizer/value_bounds.hpp"

#include <algorithm>
#include <limits>

#include "executor/functions/operators/membership_set.hpp"

namespace kelpie::executor {

namespace {

using tables::IntegerRange;
using tables::Type;
using tables::Value;

constexpr std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();

bool is_integer_like(Type type) { return tables::physical_of(type) == tables::Physical::integer; }

const ColumnReference* column_of(const ExpressionPtr& expression) {
  return std::get_if<ColumnReference>(&expression->node);
}

const Value* constant_of(const ExpressionPtr& expression) {
  const auto* constant = std::get_if<Constant>(&expression->node);
  return constant == nullptr ? nullptr : &constant->value;
}

/// A constant of an integer-like type.
std::optional<std::int64_t> integer_of(const ExpressionPtr& expression) {
  const Value* value = constant_of(expression);
  if (value == nullptr || value->is_null() || !is_integer_like(expression->type)) return std::nullopt;
  return value->as_integer();
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

/// An integer-like column, or one rounded down to a multiple of a constant: its values reach `above` beyond the rounded
/// one.
struct BoundedColumn {
  ColumnId id = 0;
  std::int64_t above = 0;
  bool wraps = false;  // the bin of the least integers is among the greatest ones
};

std::optional<BoundedColumn> integer_column_of(const ExpressionPtr& expression) {
  if (!is_integer_like(expression->type)) return std::nullopt;
  if (const ColumnReference* column = column_of(expression)) return BoundedColumn{column->id, 0};
  const auto* call = std::get_if<FunctionCall>(&expression->node);
  if (call == nullptr || call->function->name != "bin" || call->arguments.size() != 2) return std::nullopt;
  const ColumnReference* column = column_of(call->arguments[0]);
  const auto size = integer_of(call->arguments[1]);
  if (column == nullptr || call->arguments[0]->type != expression->type || !size || *size <= 0) return std::nullopt;
  return BoundedColumn{column->id, *size, expression->type != Type::datetime};
}

void set(ValueBounds& bounds, BoundedColumn column, IntegerRange range) {
  const bool open = range.max > highest - column.above;
  if (open && column.wraps) return;
  range.max = open ? highest : range.max + column.above;
  bounds.ranges[column.id] = range;
}

/// Bounds of rows where both sides hold.
void require(ValueBounds& bounds, const ValueBounds& more) {
  for (const auto& [column, range] : more.ranges) {
    const auto [at, added] = bounds.ranges.emplace(column, range);
    at->second.min = std::max(at->second.min, range.min);
    at->second.max = std::min(at->second.max, range.max);
  }
  for (const auto& [column, texts] : more.texts) {
    const auto [at, added] = bounds.texts.emplace(column, texts);
    std::erase_if(at->second, [&texts = texts](const std::string& text) { return !texts.contains(text); });
  }
}

/// Bounds of rows where one side holds: of columns that both sides bound.
ValueBounds either(const ValueBounds& left, const ValueBounds& right) {
  ValueBounds bounds;
  for (const auto& [column, range] : left.ranges) {
    const auto other = right.ranges.find(column);
    if (other == right.ranges.end()) continue;
    bounds.ranges[column] = {std::min(range.min, other->second.min), std::max(range.max, other->second.max)};
  }
  for (const auto& [column, texts] : left.texts) {
    const auto other = right.texts.find(column);
    if (other == right.texts.end()) continue;
    std::set<std::string> both = texts;
    both.insert(other->second.begin(), other->second.end());
    if (both.size() <= ValueBounds::max_texts) bounds.texts[column] = std::move(both);
  }
  return bounds;
}

void compare(ValueBounds& bounds, std::string_view op, const ExpressionPtr& side, const ExpressionPtr& other) {
  if (const auto column = integer_column_of(side)) {
    const auto value = integer_of(other);
    const auto range = value ? range_of(op, *value) : std::nullopt;
    if (range) set(bounds, *column, *range);
  } else if (const ColumnReference* text = column_of(side);
             text != nullptr && side->type == Type::string && other->type == Type::string && op == "==") {
    if (const Value* value = constant_of(other)) bounds.texts[text->id] = {std::string(value->as_text())};
  }
}

/// in: what the function itself makes of the elements.
void add_elements(ValueBounds& bounds, const FunctionCall& call) {
  const ColumnReference* column = column_of(call.arguments.front());
  const Type type = call.arguments.front()->type;
  if (column == nullptr || (type != Type::string && !is_integer_like(type))) return;
  std::vector<Value> constants;
  for (std::size_t i = 1; i < call.arguments.size(); ++i) {
    const Value* constant = constant_of(call.arguments[i]);
    if (constant == nullptr) return;
    constants.push_back(*constant);
  }
  std::set<std::string> texts;
  IntegerRange range{highest, lowest};
  for (const Value& element : flattened_elements(constants)) {
    const auto value = element_as(element, type);
    if (!value) continue;
    if (type == Type::string) {
      texts.insert(std::string(value->as_text()));
      if (texts.size() > ValueBounds::max_texts) return;
    } else if (!value->is_null()) {
      range = {std::min(range.min, value->as_integer()), std::max(range.max, value->as_integer())};
    }
  }
  if (type == Type::string)
    bounds.texts[column->id] = std::move(texts);
  else
    bounds.ranges[column->id] = range;
}

ValueBounds bounds_of(const ExpressionPtr& predicate) {
  ValueBounds bounds;
  const auto* call = std::get_if<FunctionCall>(&predicate->node);
  if (call == nullptr) return bounds;
  const std::string& name = call->function->name;
  const std::vector<ExpressionPtr>& arguments = call->arguments;
  if (name == "and") {
    for (const ExpressionPtr& argument : arguments) require(bounds, bounds_of(argument));
  } else if (name == "or" && arguments.size() == 2) {
    bounds = either(bounds_of(arguments[0]), bounds_of(arguments[1]));
  } else if (name == "between" && arguments.size() == 3) {
    const auto column = integer_column_of(arguments[0]);
    const auto low = integer_of(arguments[1]);
    auto high = integer_of(arguments[2]);
    // datetime between (datetime .. timespan): so long from the beginning.
    const bool length = arguments[0]->type == Type::datetime && arguments[2]->type == Type::timespan;
    if (length && low && high && __builtin_add_overflow(*low, *high, &*high)) high.reset();
    if (column && low && high) set(bounds, *column, {*low, *high});
  } else if (name == "in" && !arguments.empty()) {
    add_elements(bounds, *call);
  } else if (arguments.size() == 2) {
    compare(bounds, name, arguments[0], arguments[1]);
    compare(bounds, mirrored(name), arguments[1], arguments[0]);
  }
  return bounds;
}

}  // namespace

ValueBounds value_bounds(std::span<const ExpressionPtr> predicates) {
  ValueBounds bounds;
  for (const ExpressionPtr& predicate : predicates) require(bounds, bounds_of(predicate));
  return bounds;
}

ScanTable with_bounds(ScanTable scan, const std::vector<PlanColumn>& columns, const ValueBounds& bounds) {
  for (const auto& [column, range] : bounds.ranges) {
    if (const auto position = position_of(columns, column))
      scan.bounds.push_back({scan.table_columns[*position], range});
  }
  for (const auto& [column, texts] : bounds.texts) {
    if (const auto position = position_of(columns, column))
      scan.text_bounds.push_back({scan.table_columns[*position], {texts.begin(), texts.end()}});
  }
  // Of the time of its rows a segment knows most for least.
  std::stable_partition(scan.bounds.begin(), scan.bounds.end(), [&scan](const ScanTable::Bound& bound) {
    return scan.table->schema().columns[bound.table_column].name == "TimeGenerated";
  });
  return scan;
}

}  // namespace kelpie::executor
