#include "executor/binder/binder.hpp"

#include "executor/binder/nearest_name.hpp"

namespace kelpie::executor {

namespace {

/// The last statement of a body, which is its value; nullptr when it is none.
const parser::Pipeline* value_of(const parser::FunctionLiteral& function) {
  const auto& statements = function.body->statements;
  if (statements.empty()) return nullptr;
  const auto* expression = std::get_if<parser::ExpressionStatement>(&statements.back());
  return expression == nullptr ? nullptr : &expression->pipeline;
}

std::optional<Relation> no_relation() { return std::nullopt; }

/// Does an argument of a type become the parameter's by itself?
bool could_be(tables::Type argument, tables::Type parameter) {
  using tables::Type;
  if (argument == parameter || argument == Type::dynamic || parameter == Type::dynamic) return true;
  if (tables::is_numeric(argument) && tables::is_numeric(parameter)) return true;
  return tables::is_numeric(argument) && parameter == Type::boolean;
}

}  // namespace

bool Binder::is_tabular(const parser::Pipeline& pipeline, const EnvironmentPtr& environment) {
  if (!pipeline.operators.empty()) return true;
  const auto* expression = std::get_if<parser::Expression>(&pipeline.source);
  return expression == nullptr || is_tabular(*expression, environment);
}

bool Binder::is_tabular(const parser::Expression& expression, const EnvironmentPtr& environment) {
  if (const auto* name = std::get_if<parser::Name>(&expression.node)) {
    if (const Binding* binding = find(environment, name->text)) {
      if (std::holds_alternative<TabularBinding>(*binding)) return true;
      const auto* function = std::get_if<FunctionBinding>(binding);
      if (function == nullptr) return std::holds_alternative<PatternBinding>(*binding);
      return (function->stored != nullptr || function->literal->parameters.empty()) && is_tabular(*function);
    }
    return find_table(environment, name->text) != nullptr || name->text == "_GetWatchlistAlias";
  }
  if (const auto* call = std::get_if<parser::Call>(&expression.node)) {
    const std::string& name = call->function.text;
    if (call->qualifier && is_database(**call->qualifier, environment)) {
      if (name == "database") return false;
      const Binding* stored = find_stored(name);
      return stored == nullptr || is_tabular(std::get<FunctionBinding>(*stored));
    }
    if (const Binding* binding = find_called(environment, name)) {
      const auto* function = std::get_if<FunctionBinding>(binding);
      return std::holds_alternative<PatternBinding>(*binding) || (function != nullptr && is_tabular(*function));
    }
    return name == "table" || name == "materialize" || name == "external_table" ||
           name == "materialized_view" || name == "stored_query_result" || name == "graph" || name == "_GetWatchlist" || name == "_GetWatchlistAlias";
  }
  if (const auto* pipeline = std::get_if<parser::PipelineExpression>(&expression.node)) return is_tabular(*pipeline->pipeline, environment);
  if (const auto* inner = std::get_if<parser::Parenthesized>(&expression.node)) return is_tabular(*inner->inner, environment);
  if (const auto* member = std::get_if<parser::Member>(&expression.node)) {
    if (is_database(*member->base, environment)) return !member->member.text.starts_with("$current_");
    const parser::Call* call = nullptr;
    const parser::Name* path = nullptr;
    return applied_pattern(expression, environment, call, path) != nullptr;
  }
  return std::holds_alternative<parser::WildcardName>(expression.node);
}

bool Binder::is_tabular(const FunctionBinding& function) {
  if (function.stored == nullptr) return is_tabular(*function.literal, function.environment);
  // A function that leads to itself is neither; binding it says so.
  const auto [known, added] = stored_tabular_.emplace(function.stored, false);
  if (!added) return known->second;
  const bool tabular = is_tabular(*function.literal, function.environment);
  stored_tabular_[function.stored] = tabular;
  return tabular;
}

bool Binder::is_tabular(const parser::FunctionLiteral& function, const EnvironmentPtr& environment) {
  const parser::Pipeline* value = value_of(function);
  if (value == nullptr || depth_ > max_call_depth) return false;
  // Only the kinds of names matter here, not their values.
  EnvironmentPtr body = environment;
  for (const parser::FunctionParameter& parameter : function.parameters) {
    if (parameter.tabular) body = Environment::define(body, parameter.name.text, TabularBinding{no_relation});
    else body = Environment::define(body, parameter.name.text, ScalarBinding{});
  }
  ++depth_;
  for (const parser::Statement& statement : function.body->statements) {
    const auto* let = std::get_if<parser::LetStatement>(&statement);
    if (let == nullptr) continue;
    if (const auto* inner = std::get_if<parser::FunctionLiteral>(&let->value)) {
      body = Environment::define(body, let->name.text, FunctionBinding{inner, body});
    } else if (std::get<parser::Pipeline>(let->value).operators.empty() &&
               std::holds_alternative<parser::Expression>(std::get<parser::Pipeline>(let->value).source) &&
               std::holds_alternative<parser::EntityGroup>(std::get<parser::Expression>(std::get<parser::Pipeline>(let->value).source).node)) {
      body = Environment::define(body, let->name.text, EntityGroupBinding{});
    } else if (is_tabular(std::get<parser::Pipeline>(let->value), body)) {
      body = Environment::define(body, let->name.text, TabularBinding{no_relation});
    } else {
      body = Environment::define(body, let->name.text, ScalarBinding{});
    }
  }
  const bool tabular = is_tabular(*value, body);
  --depth_;
  return tabular;
}

std::optional<Relation> Binder::fits_parameter(const parser::FunctionParameter& parameter, Relation relation, parser::Span span) {
  if (parameter.columns.empty()) return relation;
  bool sound = true;
  for (const parser::ColumnDeclaration& declared : parameter.columns) {
    const auto type = tables::type_from_name(declared.type);
    const PlanColumn* column = find_column(relation, declared.name.text);
    if (column != nullptr && type && column->type == *type) continue;
    if (type && !(column == nullptr && relation.open)) {
      error("KS107", "The table for the parameter '" + parameter.name.text + "' needs a column '" + declared.name.text + "' of type " +
                         std::string(tables::name_of(*type)) + (column == nullptr ? "; it has none." : "; there it is of type " + std::string(tables::name_of(column->type)) + "."),
            span);
      sound = false;
    }
  }
  // Columns that are not declared stay with the rows, as in Kusto.
  return sound ? std::optional(std::move(relation)) : std::nullopt;
}

EnvironmentPtr Binder::bind_arguments(const FunctionBinding& function, const parser::Call& call, const ExpressionScope& scope,
                                      const Relation* invoked) {
  const auto& parameters = function.literal->parameters;
  std::vector<const parser::Argument*> given(parameters.size(), nullptr);
  std::size_t next = 0;
  const bool takes_input = invoked != nullptr;
  if (takes_input) {
    if (parameters.empty() || !parameters.front().tabular) {
      error("KS210", "invoke needs a function whose first parameter is a table.", call.span);
      return nullptr;
    }
    next = 1;
  }
  for (const parser::Argument& argument : call.arguments) {
    // One without a name goes to the next parameter that no name has been given a value for.
    while (next < parameters.size() && given[next] != nullptr) ++next;
    std::size_t index = next;
    if (argument.name) {
      index = 0;
      while (index < parameters.size() && parameters[index].name.text != argument.name->text) ++index;
      if (index == parameters.size()) {
        std::vector<std::string> names;
        for (const auto& parameter : parameters) names.push_back(parameter.name.text);
        error("KS142", "The function '" + call.function.text + "' has no parameter '" + argument.name->text + "'.", argument.name->span,
              did_you_mean(argument.name->text, names));
        return nullptr;
      }
    } else {
      ++next;
    }
    if (index < parameters.size() && (given[index] != nullptr || (takes_input && index == 0))) {
      error("KS119", "The function '" + call.function.text + "' gets its parameter '" + parameters[index].name.text + "' twice.", argument.span);
      return nullptr;
    }
    if (index >= parameters.size()) {
      error("KS119", "The function '" + call.function.text + "' takes " + std::to_string(parameters.size()) + " argument(s); there are more.",
            argument.span);
      return nullptr;
    }
    given[index] = &argument;
  }
  // An empty environment is nullptr too, so one harmless name keeps "no error" apart.
  EnvironmentPtr body = Environment::define(function.environment, "", ScalarBinding{});
  bool sound = true;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const parser::FunctionParameter& parameter = parameters[i];
    if (parameter.tabular) {
      if (i == 0 && takes_input) {
        const auto shown = fits_parameter(parameter, *invoked, call.span);
        if (!shown) return nullptr;
        const Relation input = *shown;
        body = Environment::define(body, parameter.name.text, bound_here([this, input]() -> std::optional<Relation> { return with_new_ids(input); }));
        continue;
      }
      if (given[i] == nullptr) {
        error("KS119", "The function '" + call.function.text + "' needs a table for its parameter '" + parameter.name.text + "'.", call.span);
        sound = false;
        continue;
      }
      const parser::Expression& value = given[i]->value;
      const EnvironmentPtr outer = scope.environment;
      body = Environment::define(body, parameter.name.text, bound_here([this, &value, &parameter, outer]() -> std::optional<Relation> {
                                   auto relation = bind_table(value, outer);
                                   if (!relation) return std::nullopt;
                                   return fits_parameter(parameter, std::move(*relation), span_of(value));
                                 }));
      continue;
    }
    ExpressionPtr value;
    if (given[i] != nullptr) {
      value = bind_expression(given[i]->value, scope);
    } else if (parameter.default_value) {
      value = bind_expression(*parameter.default_value, {function.environment});
    } else {
      error("KS119", "The function '" + call.function.text + "' needs a value for its parameter '" + parameter.name.text + "'.", call.span);
    }
    if (value) {
      const auto type = tables::type_from_name(parameter.type);
      if (type && !could_be(value->type, *type) && !is_believed(*value)) {
        error("KS107", "The parameter '" + parameter.name.text + "' of " + call.function.text + "() is of type " + std::string(tables::name_of(*type)) +
                           "; this is of type " + std::string(tables::name_of(value->type)) + ".",
              given[i] == nullptr ? parameter.span : given[i]->span, "convert it: to" + std::string(tables::name_of(*type)) + "( ... )");
        sound = false;
      } else if (type) {
        value = cast(value, *type);
      }
    } else {
      sound = false;
    }
    body = Environment::define(body, parameter.name.text, ScalarBinding{value});
  }
  return sound ? body : nullptr;
}

std::optional<Relation> Binder::call_tabular(const FunctionBinding& function, const parser::Call& call, const ExpressionScope& scope,
                                             const Relation* invoked) {
  const EnvironmentPtr arguments = bind_arguments(function, call, scope, invoked);
  const parser::Pipeline* value = value_of(*function.literal);
  if (!arguments) return std::nullopt;
  if (value == nullptr) {
    error("KS198", "The function '" + call.function.text + "' has no result.", call.span);
    return std::nullopt;
  }
  const CallGuard guard(*this, function, call);
  if (!guard.allowed()) return std::nullopt;
  const std::span statements(function.literal->body->statements);
  const EnvironmentPtr body = bind_statements(statements.first(statements.size() - 1), arguments, nullptr);
  auto relation = bind_pipeline(*value, body);
  if (relation) relation->name = function.literal->view || function.stored != nullptr ? call.function.text : std::string();
  return relation;
}

ExpressionPtr Binder::call_scalar(const FunctionBinding& function, const parser::Call& call, const ExpressionScope& scope) {
  const EnvironmentPtr arguments = bind_arguments(function, call, scope, nullptr);
  const parser::Pipeline* value = value_of(*function.literal);
  if (!arguments) return nullptr;
  const auto* expression = value == nullptr ? nullptr : std::get_if<parser::Expression>(&value->source);
  if (expression == nullptr || !value->operators.empty()) {
    error("KS198", "The function '" + call.function.text + "' gives no scalar value.", call.span);
    return nullptr;
  }
  const CallGuard guard(*this, function, call);
  if (!guard.allowed()) return nullptr;
  const std::span statements(function.literal->body->statements);
  const EnvironmentPtr body = bind_statements(statements.first(statements.size() - 1), arguments, nullptr);
  return bind_expression(*expression, {body});
}

}  // namespace kelpie::executor
