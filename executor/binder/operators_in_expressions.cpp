#include <array>

#include "executor/binder/binder.hpp"
#include "tables/text.hpp"

namespace kelpie::executor {

using parser::BinaryOperator;
using tables::Type;
using tables::Value;

namespace {

/// The registry's name of an operator; in the order of BinaryOperator.
constexpr std::array<std::string_view, 43> operator_names{
    "or", "and", "==", "!=", "<", "<=", ">", ">=", "=~", "!~", "+", "-", "*", "/", "%", "has", "!has", "has_cs", "!has_cs", "hasprefix",
    "!hasprefix", "hasprefix_cs", "!hasprefix_cs", "hassuffix", "!hassuffix", "hassuffix_cs", "!hassuffix_cs", "contains", "!contains",
    "contains_cs", "!contains_cs", "startswith", "!startswith", "startswith_cs", "!startswith_cs", "endswith", "!endswith", "endswith_cs",
    "!endswith_cs", "like", "!like", "like_cs", "!like_cs"};

std::string_view name_of_operator(BinaryOperator op) {
  if (op == BinaryOperator::matches_regex) return "matches regex";
  if (op == BinaryOperator::search_column) return "has";
  return operator_names.at(static_cast<std::size_t>(op));
}

constexpr std::array<std::string_view, 6> list_names{"in", "!in", "in~", "!in~", "has_any", "has_all"};

bool is_comparison(BinaryOperator op) { return op >= BinaryOperator::equal && op <= BinaryOperator::greater_equal; }

/// Takes a chain of one associative operator apart without recursing along it.
void add_chain(const parser::Expression& expression, BinaryOperator op, std::vector<const parser::Expression*>& operands) {
  std::vector<const parser::Expression*> open{&expression};
  while (!open.empty()) {
    const parser::Expression* at = open.back();
    open.pop_back();
    const auto* binary = std::get_if<parser::Binary>(&at->node);
    if (binary != nullptr && binary->op == op) {
      open.push_back(&*binary->right);
      open.push_back(&*binary->left);
    } else {
      operands.push_back(at);
    }
  }
}

/// A string literal beside a value of another type is read as that type.
ExpressionPtr read_as(const ExpressionPtr& literal, Type type) {
  const auto* constant = std::get_if<Constant>(&literal->node);
  if (constant == nullptr || literal->type != Type::string || type == Type::string || type == Type::dynamic) return literal;
  return make_constant(tables::value_from_text(type, constant->value.as_text()), literal->span);
}

}  // namespace

ExpressionPtr Binder::bind_binary(const parser::Binary& binary, const ExpressionScope& scope) {
  const std::string_view name = name_of_operator(binary.op);
  if (binary.op == BinaryOperator::and_ || binary.op == BinaryOperator::or_) {
    std::vector<const parser::Expression*> operands;
    add_chain(*binary.left, binary.op, operands);
    add_chain(*binary.right, binary.op, operands);
    std::vector<ExpressionPtr> bound;
    for (const parser::Expression* operand : operands) bound.push_back(bind_predicate(*operand, scope));
    for (const ExpressionPtr& operand : bound) {
      if (!operand) return nullptr;
    }
    // A balanced tree: its depth is the logarithm of a chain of any length.
    while (bound.size() > 1) {
      std::vector<ExpressionPtr> next;
      for (std::size_t i = 0; i + 1 < bound.size(); i += 2) next.push_back(make_call(name, {bound[i], bound[i + 1]}, binary.span));
      if (bound.size() % 2 == 1) next.push_back(bound.back());
      bound = std::move(next);
    }
    return bound.front();
  }
  if (std::holds_alternative<parser::Star>(binary.left->node)) return bind_star_predicate(binary, scope);
  ExpressionPtr left = bind_expression(*binary.left, scope);
  ExpressionPtr right = bind_expression(*binary.right, scope);
  if (!left || !right) return nullptr;
  if (is_comparison(binary.op)) {
    right = read_as(right, left->type);
    left = read_as(left, right->type);
    // ResultType == 0: a text column beside a number's literal compares texts.
    if (binary.op == BinaryOperator::equal || binary.op == BinaryOperator::not_equal) {
      if (left->type == Type::string && tables::is_numeric(right->type) && std::holds_alternative<Constant>(right->node)) right = cast(right, Type::string);
      if (right->type == Type::string && tables::is_numeric(left->type) && std::holds_alternative<Constant>(left->node)) left = cast(left, Type::string);
    }
  }
  if (binary.op == BinaryOperator::search_column) left = cast(left, Type::string);
  const bool arithmetic = binary.op >= BinaryOperator::add && binary.op <= BinaryOperator::modulo;
  if (arithmetic && left->type == Type::dynamic && right->type == Type::dynamic && !is_believed(*left) && !is_believed(*right)) {
    error("SEM0064", "The operator '" + std::string(name) + "' is not defined for two values of type dynamic.", binary.op_span,
          "convert one of them: tolong(), todouble(), totimespan() ...");
    return nullptr;
  }
  return make_call(name, {std::move(left), std::move(right)}, binary.span, binary.op_span);
}

ExpressionPtr Binder::bind_star_predicate(const parser::Binary& binary, const ExpressionScope& scope) {
  if (scope.row == nullptr) {
    error("KS109", "'*' needs columns to stand for.", span_of(*binary.left));
    return nullptr;
  }
  const ExpressionPtr right = bind_expression(*binary.right, scope);
  if (!right) return nullptr;
  const bool text = !is_comparison(binary.op);
  // A negated operator must hold for every column, the others for one.
  const std::string_view joined_by = name_of_operator(binary.op).starts_with('!') ? "and" : "or";
  ExpressionPtr any;
  for (const PlanColumn& column : visible_columns(*scope.row)) {
    ExpressionPtr left = reference(column, span_of(*binary.left));
    if (text && column.type != Type::string) left = cast(left, Type::string);
    if (!text && column.type != right->type) continue;
    ExpressionPtr test = make_call(name_of_operator(binary.op), {left, right}, binary.span);
    if (!test) return nullptr;
    any = any ? make_call(joined_by, {any, test}, binary.span) : test;
  }
  return any ? any : make_constant(Value::boolean(false), binary.span);
}

ExpressionPtr Binder::bind_between(const parser::Between& between, const ExpressionScope& scope) {
  ExpressionPtr value = bind_expression(*between.value, scope);
  ExpressionPtr low = bind_expression(*between.low, scope);
  ExpressionPtr high = bind_expression(*between.high, scope);
  if (!value || !low || !high) return nullptr;
  low = read_as(low, value->type);
  high = read_as(high, value->type);
  // datetime between (start .. length)
  if (low->type == Type::datetime && high->type == Type::timespan) high = make_call("+", {low, high}, between.span);
  if (!high) return nullptr;
  return make_call(between.negated ? "!between" : "between", {std::move(value), std::move(low), std::move(high)}, between.span);
}

ExpressionPtr Binder::bind_list(const parser::InList& list, const ExpressionScope& scope) {
  const std::string_view name = list_names.at(static_cast<std::size_t>(list.op));
  const bool textual = list.op != parser::ListOperator::in && list.op != parser::ListOperator::not_in;
  ExpressionPtr value;
  if (std::holds_alternative<parser::Star>(list.value->node)) {
    // * in (...), * has_any (...): true where any column says so.
    if (scope.row == nullptr) return nullptr;
    ExpressionPtr any;
    for (const PlanColumn& column : visible_columns(*scope.row)) {
      parser::InList one = list;
      one.value = parser::Expression{parser::Name{span_of(*list.value), column.name, true}};
      if (column.type != Type::string) continue;
      ExpressionPtr test = bind_list(one, scope);
      if (!test) return nullptr;
      any = any ? make_call("or", {any, test}, list.span) : test;
    }
    return any ? any : make_constant(Value::boolean(false), list.span);
  }
  value = bind_expression(*list.value, scope);
  std::vector<ExpressionPtr> elements;
  bool sound = value != nullptr;
  for (const parser::Expression& element : list.list) {
    ExpressionPtr bound;
    if (is_tabular(element, scope.environment)) {
      auto relation = bind_rows(element, scope.environment);
      if (relation) relation = without_hidden(std::move(*relation));
      if (relation && relation->columns().empty()) error("KS109", "The table has no column to look in.", span_of(element));
      else if (relation) bound = std::make_shared<const Expression>(Expression{Type::dynamic, span_of(element), ListSubquery{relation->plan}});
    } else {
      bound = bind_expression(element, scope);
    }
    if (bound && value && bound->type != Type::dynamic) {
      bound = read_as(bound, value->type);
      if (textual) bound = cast(bound, Type::string);
    }
    sound &= bound != nullptr;
    elements.push_back(std::move(bound));
  }
  if (!sound) return nullptr;
  if (textual) {
    value = cast(value, Type::string);
  } else if (value->type == Type::dynamic) {
    for (const ExpressionPtr& element : elements) {
      if (element->type != Type::dynamic) {
        value = cast(value, element->type);
        break;
      }
    }
  }
  std::vector<ExpressionPtr> arguments{std::move(value)};
  arguments.insert(arguments.end(), elements.begin(), elements.end());
  return make_call(name, std::move(arguments), list.span);
}

}  // namespace kelpie::executor
