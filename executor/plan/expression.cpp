#include "executor/plan/expression.hpp"

#include "tables/dynamic.hpp"
#include "tables/text.hpp"

namespace kelpie::executor {

ExpressionPtr make_constant(tables::Value value, parser::Span span) {
  const tables::Type type = value.type();
  return std::make_shared<const Expression>(Expression{type, span, Constant{std::move(value)}});
}

ExpressionPtr make_column(ColumnId id, std::string name, tables::Type type, parser::Span span) {
  return std::make_shared<const Expression>(Expression{type, span, ColumnReference{id, std::move(name)}});
}

bool is_foldable(const Expression& expression) {
  if (std::holds_alternative<Constant>(expression.node)) return true;
  const auto* call = std::get_if<FunctionCall>(&expression.node);
  if (call == nullptr || !call->function->deterministic) return false;
  for (const ExpressionPtr& argument : call->arguments) {
    if (!is_foldable(*argument)) return false;
  }
  return true;
}

bool is_deterministic(const Expression& expression) {
  const auto* call = std::get_if<FunctionCall>(&expression.node);
  if (call == nullptr) return true;
  if (!call->function->deterministic) return false;
  for (const ExpressionPtr& argument : call->arguments) {
    if (!is_deterministic(*argument)) return false;
  }
  return true;
}

bool is_row_independent(const Expression& expression) {
  bool independent = true;
  for_each_column(expression, [&](const ColumnReference&) { independent = false; });
  return independent;
}

void add_conjuncts(const ExpressionPtr& predicate, std::vector<ExpressionPtr>& conjuncts) {
  const auto* call = std::get_if<FunctionCall>(&predicate->node);
  if (call != nullptr && call->function->name == "and") {
    for (const ExpressionPtr& argument : call->arguments) add_conjuncts(argument, conjuncts);
  } else {
    conjuncts.push_back(predicate);
  }
}

void for_each_column(const Expression& expression, const std::function<void(const ColumnReference&)>& f) {
  if (const auto* column = std::get_if<ColumnReference>(&expression.node)) return f(*column);
  if (const auto* call = std::get_if<FunctionCall>(&expression.node)) {
    for (const ExpressionPtr& argument : call->arguments) for_each_column(*argument, f);
  }
}

void for_each_subquery(const Expression& expression, const std::function<void(const PlanPtr&)>& f) {
  if (const auto* scalar = std::get_if<ScalarSubquery>(&expression.node)) return f(scalar->plan);
  if (const auto* list = std::get_if<ListSubquery>(&expression.node)) return f(list->plan);
  if (const auto* call = std::get_if<FunctionCall>(&expression.node)) {
    for (const ExpressionPtr& argument : call->arguments) for_each_subquery(*argument, f);
  }
}

ExpressionPtr replace_columns(const ExpressionPtr& expression, const std::function<ExpressionPtr(const ColumnReference&)>& replace) {
  if (const auto* column = std::get_if<ColumnReference>(&expression->node)) {
    ExpressionPtr replaced = replace(*column);
    return replaced ? replaced : expression;
  }
  const auto* call = std::get_if<FunctionCall>(&expression->node);
  if (call == nullptr) return expression;
  FunctionCall copy = *call;
  bool changed = false;
  for (ExpressionPtr& argument : copy.arguments) {
    ExpressionPtr replaced = replace_columns(argument, replace);
    changed |= replaced != argument;
    argument = std::move(replaced);
  }
  if (!changed) return expression;
  return std::make_shared<const Expression>(Expression{expression->type, expression->span, std::move(copy)});
}

ExpressionPtr replace_subqueries(const ExpressionPtr& expression, const std::function<PlanPtr(const PlanPtr&)>& replace) {
  const auto with = [&](auto node) {
    node.plan = replace(node.plan);
    return std::make_shared<const Expression>(Expression{expression->type, expression->span, std::move(node)});
  };
  if (const auto* scalar = std::get_if<ScalarSubquery>(&expression->node)) return with(*scalar);
  if (const auto* list = std::get_if<ListSubquery>(&expression->node)) return with(*list);
  const auto* call = std::get_if<FunctionCall>(&expression->node);
  if (call == nullptr) return expression;
  FunctionCall copy = *call;
  for (ExpressionPtr& argument : copy.arguments) argument = replace_subqueries(argument, replace);
  if (copy.arguments == call->arguments) return expression;
  return std::make_shared<const Expression>(Expression{expression->type, expression->span, std::move(copy)});
}

std::size_t node_count(const Expression& expression) {
  constexpr std::size_t enough = 1'000'000;
  std::size_t count = 1;
  if (const auto* call = std::get_if<FunctionCall>(&expression.node)) {
    for (const ExpressionPtr& argument : call->arguments) {
      count += node_count(*argument);
      if (count > enough) return enough;
    }
  }
  return count;
}

namespace {

bool is_operator_name(const std::string& name) {
  const char c = name.front();
  return (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '_';
}

std::string constant_text(const tables::Value& value) {
  if (value.is_null()) return std::string(tables::name_of(value.type())) + "(null)";
  switch (value.type()) {
    case tables::Type::string: {
      std::string quoted = "\"";
      for (const char c : value.as_text()) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c == '\n' ? ' ' : c;
      }
      return quoted + "\"";
    }
    case tables::Type::dynamic: return "dynamic(" + tables::to_json(tables::DynamicView(value.as_text())) + ")";
    case tables::Type::long_: return tables::to_text(value);
    case tables::Type::boolean: return value.as_bool() ? "true" : "false";
    default: return std::string(tables::name_of(value.type())) + "(" + tables::to_text(value) + ")";
  }
}

void append_text(const Expression& expression, bool ids, std::string& out) {
  if (const auto* constant = std::get_if<Constant>(&expression.node)) {
    out += constant_text(constant->value);
  } else if (const auto* column = std::get_if<ColumnReference>(&expression.node)) {
    out += column->name;
    if (ids) out += "#" + std::to_string(column->id);
  } else if (const auto* call = std::get_if<FunctionCall>(&expression.node)) {
    const std::string& name = call->function->name;
    if (call->arguments.size() == 2 && (is_operator_name(name) || name == "and" || name == "or")) {
      out += "(";
      append_text(*call->arguments[0], ids, out);
      out += " " + name + " ";
      append_text(*call->arguments[1], ids, out);
      out += ")";
      return;
    }
    out += name == "cast" ? "to_" + std::string(tables::name_of(expression.type)) : name;
    out += "(";
    for (std::size_t i = 0; i < call->arguments.size(); ++i) {
      if (i > 0) out += ", ";
      append_text(*call->arguments[i], ids, out);
    }
    out += ")";
  } else if (const auto* scalar = std::get_if<ScalarSubquery>(&expression.node)) {
    out += "toscalar(subquery" + (ids ? " " + std::to_string(reinterpret_cast<std::uintptr_t>(scalar->plan.get())) : std::string()) + ")";
  } else if (const auto* list = std::get_if<ListSubquery>(&expression.node)) {
    out += "list(subquery" + (ids ? " " + std::to_string(reinterpret_cast<std::uintptr_t>(list->plan.get())) : std::string()) + ")";
  }
}

}  // namespace

std::string to_text(const Expression& expression, bool ids) {
  std::string out;
  append_text(expression, ids, out);
  return out;
}

}  // namespace kelpie::executor
