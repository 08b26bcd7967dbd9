#include <algorithm>

#include "executor/binder/binder.hpp"
#include "executor/binder/graphs/pattern_scope.hpp"
#include "executor/binder/nearest_name.hpp"
#include "executor/error.hpp"
#include "executor/evaluate/evaluator.hpp"
#include "tables/text.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Value;

ExpressionPtr Binder::bind_expression(const parser::Expression& expression, const ExpressionScope& scope) {
  const auto bind_one = [&]<typename Node>(const Node& node) -> ExpressionPtr {
    if constexpr (std::is_same_v<Node, parser::Literal>) return bind_literal(node);
    else if constexpr (std::is_same_v<Node, parser::Name>) return bind_name(node, scope);
    else if constexpr (std::is_same_v<Node, parser::Call>) return bind_call(node, scope);
    else if constexpr (std::is_same_v<Node, parser::Binary>) return bind_binary(node, scope);
    else if constexpr (std::is_same_v<Node, parser::Between>) return bind_between(node, scope);
    else if constexpr (std::is_same_v<Node, parser::InList>) return bind_list(node, scope);
    else if constexpr (std::is_same_v<Node, parser::Member>) return bind_member(node, scope);
    else if constexpr (std::is_same_v<Node, parser::Index>) return bind_index(node, scope);
    else if constexpr (std::is_same_v<Node, parser::Parenthesized>) return bind_expression(*node.inner, scope);
    else if constexpr (std::is_same_v<Node, parser::DynamicLiteral>) return bind_dynamic(*node.value, node.span, scope);
    else if constexpr (std::is_same_v<Node, parser::DynamicArray> || std::is_same_v<Node, parser::DynamicBag>) {
      return bind_dynamic(expression, node.span, scope);
    } else if constexpr (std::is_same_v<Node, parser::TypeLiteral>) {
      const auto type = tables::type_from_name(node.type);
      if (!type) {
        error("KS100", "'" + node.type + "' is no type.", node.span);
        return nullptr;
      }
      return make_constant(Value::string(std::string(tables::name_of(*type))), node.span);
    } else if constexpr (std::is_same_v<Node, parser::Unary>) {
      ExpressionPtr operand = bind_expression(*node.operand, scope);
      if (!operand || node.op == parser::UnaryOperator::plus) return operand;
      return make_call("negate", {std::move(operand)}, node.span);
    } else if constexpr (std::is_same_v<Node, parser::PipelineExpression>) {
      if (node.pipeline->operators.empty()) {
        if (const auto* inner = std::get_if<parser::Expression>(&node.pipeline->source)) return bind_expression(*inner, scope);
      }
      error("KS106", "A scalar value is expected here, not a table.", node.span, "toscalar( ... ) gives the first value of the first row");
      return nullptr;
    } else if constexpr (std::is_same_v<Node, parser::EntityGroup>) {
      error("KS106", "A scalar value is expected here, not a group of entities.", node.span, "let g = entity_group [...]; macro-expand g as X (X.T | ...)");
      return nullptr;
    } else if constexpr (std::is_same_v<Node, parser::Star> || std::is_same_v<Node, parser::WildcardName>) {
      error("KS109", "A scalar value is expected here, not '*'.", node.span);
      return nullptr;
    } else {
      return nullptr;  // BadExpression: the parser has told
    }
  };
  return std::visit(bind_one, expression.node);
}

ExpressionPtr Binder::bind_literal(const parser::Literal& literal) {
  const auto typed = [&](Type type) -> ExpressionPtr {
    if (literal.is_null) return make_constant(Value(type), literal.span);
    Value value = tables::value_from_text(type, literal.text);
    if (value.is_null() && type == Type::datetime) {
      // datetime(06:00) is that time today.
      if (const auto time = tables::parse_time_of_day(literal.text)) {
        return make_constant(Value::datetime(options_.now / tables::ticks_per_day * tables::ticks_per_day + *time), literal.span);
      }
    }
    const bool blank = literal.text.find_first_not_of(" \t") == std::string::npos;
    if (value.is_null() && type == Type::datetime && blank) return make_constant(Value::datetime(options_.now), literal.span);
    if (const auto ticks = tables::parse_long(literal.text); value.is_null() && type == Type::datetime && ticks == 0) {
      return make_constant(Value::datetime(0), literal.span);  // the first of all days; other numbers are years
    }
    if (value.is_null()) {
      error("KS101", "'" + literal.text + "' is no " + std::string(tables::name_of(type)) + ".", literal.span);
      return nullptr;
    }
    return make_constant(std::move(value), literal.span);
  };
  switch (literal.type) {
    case parser::LiteralType::boolean: return typed(Type::boolean);
    case parser::LiteralType::int_: return typed(Type::int_);
    case parser::LiteralType::long_: return typed(Type::long_);
    case parser::LiteralType::real: return typed(Type::real);
    case parser::LiteralType::decimal: return typed(Type::decimal);
    case parser::LiteralType::string: return make_constant(Value::string(literal.text), literal.span);
    case parser::LiteralType::datetime: return typed(Type::datetime);
    case parser::LiteralType::timespan: return typed(Type::timespan);
    case parser::LiteralType::guid: return typed(Type::guid);
    case parser::LiteralType::null: return make_constant(Value(Type::dynamic), literal.span);
  }
  return nullptr;
}

bool Binder::append_dynamic(const parser::Expression& content, tables::DynamicBuilder& builder) {
  if (const auto* array = std::get_if<parser::DynamicArray>(&content.node)) {
    builder.begin_array();
    for (const parser::Expression& element : array->elements) {
      if (!append_dynamic(element, builder)) return false;
    }
    builder.end_array();
    return true;
  }
  if (const auto* bag = std::get_if<parser::DynamicBag>(&content.node)) {
    builder.begin_bag();
    for (const parser::DynamicEntry& entry : bag->entries) {
      builder.key(entry.key.text);
      if (!append_dynamic(entry.value, builder)) return false;
    }
    builder.end_bag();
    return true;
  }
  if (const auto* inner = std::get_if<parser::DynamicLiteral>(&content.node)) return append_dynamic(*inner->value, builder);
  const ExpressionPtr scalar = bind_expression(content, {});
  const auto value = scalar ? constant_value(scalar, "A value inside dynamic()") : std::nullopt;
  if (!value) return false;
  builder.value(*value);
  return true;
}

ExpressionPtr Binder::bind_dynamic(const parser::Expression& content, parser::Span span, const ExpressionScope&) {
  tables::DynamicBuilder builder;
  if (!append_dynamic(content, builder)) return nullptr;
  return make_constant(Value::dynamic(builder.finish()), span);
}

ExpressionPtr Binder::bind_name(const parser::Name& name, const ExpressionScope& scope) {
  if (scope.row != nullptr) {
    if (const PlanColumn* column = find_column(*scope.row, name.text)) return reference(*column, name.span);
  }
  if (scope.pattern != nullptr) {
    if (const PatternVariable* variable = scope.pattern->find(name.text)) return scope.pattern->value(*variable, name.span);
  }
  if (const Binding* binding = Environment::find(scope.environment, name.text)) {
    if (const auto* scalar = std::get_if<ScalarBinding>(binding)) {
      scalar_height_ = std::max(scalar_height_, scalar->height);
      return scalar->value;
    }
    if (const auto* function = std::get_if<FunctionBinding>(binding)) {
      if (!is_tabular(*function)) return call_scalar(*function, parser::Call{name.span, name, {}, std::nullopt}, scope);
    }
    error("KS106", "'" + name.text + "' is a table; a scalar value is expected here.", name.span, "toscalar(" + name.text + ") gives its first value");
    return nullptr;
  }
  if (scope.row != nullptr && scope.row->open) {
    // The column may come with the data: the plan is never run, for a run knows its columns.
    believed_.insert(next_id_);
    return make_column(next_id_++, name.text, Type::dynamic, name.span);
  }
  if (const Binding* binding = find(scope.environment, name.text)) {
    const auto& function = std::get<FunctionBinding>(*binding);
    if (!is_tabular(function)) return call_scalar(function, parser::Call{name.span, name, {}, std::nullopt}, scope);
    error("KS106", "'" + name.text + "' is a table; a scalar value is expected here.", name.span, "toscalar(" + name.text + ") gives its first value");
    return nullptr;
  }
  std::vector<std::string> candidates;
  if (scope.row != nullptr) {
    for (const PlanColumn& column : scope.row->columns()) candidates.push_back(column.name);
  }
  if (scope.pattern != nullptr) {
    for (const PatternVariable& variable : scope.pattern->variables()) candidates.push_back(variable.name);
  }
  for (const auto& [known, binding] : Environment::all(scope.environment)) {
    if (!known.empty()) candidates.push_back(known);
  }
  unknown_name(name, std::move(candidates));
  return nullptr;
}

ExpressionPtr Binder::bind_member(const parser::Member& member, const ExpressionScope& scope) {
  if (const auto* name = std::get_if<parser::Name>(&member.base->node); name != nullptr && steps_ != nullptr) {
    bool handled = false;
    if (ExpressionPtr state = bind_state(*name, member.member, handled); handled) return state;
  }
  if (const auto* side = std::get_if<parser::Name>(&member.base->node); side != nullptr && (side->text == "$left" || side->text == "$right")) {
    const Relation* relation = side->text == "$left" ? scope.row : scope.right;
    if (relation == nullptr) {
      unknown_name(*side, {});
      return nullptr;
    }
    return bind_name(member.member, {scope.environment, relation});
  }
  if (const auto* name = std::get_if<parser::Name>(&member.base->node); name != nullptr && scope.pattern != nullptr) {
    const bool column = scope.row != nullptr && find_column(*scope.row, name->text) != nullptr;
    if (const PatternVariable* variable = column ? nullptr : scope.pattern->find(name->text)) return scope.pattern->property(*variable, member.member);
  }
  if (!member.member.quoted && member.member.text.find('*') != std::string::npos) {
    error("KS109", "A scalar value is expected here, not '*'.", member.member.span);
    return nullptr;
  }
  if (is_database(*member.base, scope.environment)) {
    const auto here = names_database(*member.base, scope.environment);
    if (!here.value_or(false)) return nullptr;
    if (member.member.text == "$current_database") return make_constant(Value::string(options_.database), member.span);
    if (member.member.text == "$current_cluster_endpoint") return make_constant(Value::string(options_.cluster), member.span);
    error("KS106", "'" + member.member.text + "' is a table; a scalar value is expected here.", member.member.span, "toscalar(...) gives its first value");
    return nullptr;
  }
  ExpressionPtr base = bind_expression(*member.base, scope);
  if (!base) return nullptr;
  if (base->type != Type::dynamic) {
    error("KS142", "The name '" + member.member.text + "' does not refer to anything: only a dynamic value has members, and this is of type " +
                       std::string(tables::name_of(base->type)) + ".",
          member.member.span, base->type == Type::string ? "parse_json( ... )." + member.member.text + " reads it out of JSON text" : "");
    return nullptr;
  }
  return make_call("member", {std::move(base), make_constant(Value::string(member.member.text), member.member.span)}, member.span);
}

ExpressionPtr Binder::bind_index(const parser::Index& index, const ExpressionScope& scope) {
  ExpressionPtr base = bind_expression(*index.base, scope);
  ExpressionPtr key = bind_expression(*index.index, scope);
  if (!base || !key) return nullptr;
  if (base->type != Type::dynamic) {
    error("KS107", "Only a dynamic value can be indexed; this is of type " + std::string(tables::name_of(base->type)) + ".", index.span,
          base->type == Type::string ? "substring() and extract() cut strings; parse_json() reads JSON text" : "");
    return nullptr;
  }
  const bool constant_key = key->type == Type::string && std::holds_alternative<Constant>(key->node);
  if (key->type == Type::dynamic) key = cast(std::move(key), Type::string);
  return make_call(constant_key ? "member" : "element", {std::move(base), std::move(key)}, index.span);
}

ExpressionPtr Binder::bind_predicate(const parser::Expression& expression, const ExpressionScope& scope) {
  ExpressionPtr predicate = bind_expression(expression, scope);
  if (!predicate) return nullptr;
  if (predicate->type == Type::boolean) return predicate;
  if (predicate->type == Type::dynamic || tables::is_numeric(predicate->type)) return cast(std::move(predicate), Type::boolean);
  error("KS106", "The expression must have the type bool; it is of type " + std::string(tables::name_of(predicate->type)) + ".", span_of(expression));
  return nullptr;
}

std::optional<Value> Binder::constant_value(const ExpressionPtr& expression, std::string_view what) {
  if (const auto* constant = std::get_if<Constant>(&expression->node)) return constant->value;
  if (is_row_independent(*expression)) {
    bool subquery = false;
    for_each_subquery(*expression, [&](const PlanPtr&) { subquery = true; });
    try {
      if (!subquery) return evaluate_constant(expression);
      if (options_.run && parser::has_errors(diagnostics_)) return std::nullopt;  // a plan with a mistake in it cannot be run
      if (options_.run) {
        return evaluate_constant(expression, [&](const Expression& query) {
          const auto* scalar = std::get_if<ScalarSubquery>(&query.node);
          if (scalar == nullptr) return Value(query.type);
          const Batches rows = options_.run(scalar->plan);
          return rows.empty() ? Value(query.type) : rows.front().columns.front().value_at(0);
        });
      }
    } catch (const QueryError& failure) {
      error(failure.code(), failure.what(), expression->span);
      return std::nullopt;
    }
    return Value(expression->type);
  }
  error("KS110", std::string(what) + " must be known before the query runs; it depends on the rows here.", expression->span);
  return std::nullopt;
}

}  // namespace kelpie::executor
