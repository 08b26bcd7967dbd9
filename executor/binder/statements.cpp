#include "executor/binder/binder.hpp"

#include "tables/text.hpp"

namespace kelpie::executor {

BoundQuery bind(const parser::Query& query, const tables::Catalog& catalog, const FunctionRegistry& functions, const BindOptions& options) {
  return Binder(catalog, functions, options).bind(query);
}

BoundQuery Binder::bind(const parser::Query& query) {
  BoundQuery result;
  bind_statements(query.statements, nullptr, &result);
  for (const auto& missing : missing_lets_) {
    if (missing->used) continue;
    for (const parser::Diagnostic& diagnostic : missing->diagnostics) tell(diagnostic);
  }
  if (result.results.empty() && !parser::has_errors(diagnostics_)) {
    const parser::Span end = query.statements.empty() ? parser::Span{} : span_of(query.statements.back());
    error("KS198", "The query has no result: its last statement must be an expression.", end, "add a line that uses what the let statements define");
  }
  result.diagnostics = std::move(diagnostics_);
  return result;
}

EnvironmentPtr Binder::bind_statements(std::span<const parser::Statement> statements, EnvironmentPtr environment, BoundQuery* query) {
  for (const parser::Statement& statement : statements) {
    if (const auto* let = std::get_if<parser::LetStatement>(&statement)) {
      environment = bind_let(*let, std::move(environment));
    } else if (const auto* set = std::get_if<parser::SetStatement>(&statement)) {
      std::string value;
      if (set->value) {
        if (const auto* literal = std::get_if<parser::Literal>(&set->value->node)) value = literal->text;
        else if (const auto* name = std::get_if<parser::Name>(&set->value->node)) value = name->text;
      }
      if (query != nullptr) query->options.emplace_back(set->option.text, std::move(value));
    } else if (const auto* parameters = std::get_if<parser::QueryParametersStatement>(&statement)) {
      environment = bind_parameters(*parameters, std::move(environment));
    } else if (const auto* expression = std::get_if<parser::ExpressionStatement>(&statement)) {
      if (query == nullptr) continue;
      const parser::Pipeline& pipeline = expression->pipeline;
      if (!is_tabular(pipeline, environment)) {
        const auto* scalar = std::get_if<parser::Expression>(&pipeline.source);
        const auto* name = scalar == nullptr ? nullptr : std::get_if<parser::Name>(&scalar->node);
        if (name != nullptr && find(environment, name->text) == nullptr) {
          unknown_name(*name, table_names(environment, true));
          continue;
        }
        const ExpressionPtr value = scalar == nullptr ? nullptr : bind_expression(*scalar, {environment});
        if (!value) continue;
        // A scalar by itself is what print shows.
        auto rows = std::make_shared<const Batches>(Batches{Batch{1, {}, 0}});
        const PlanPtr one = make_plan(ConstantRows{rows}, {}, {});
        query->results.push_back({make_plan(Project{{value}}, {one}, {new_column("print_0", value->type)}, pipeline.span), false, {}});
        continue;
      }
      if (auto relation = bind_pipeline(pipeline, environment)) {
        std::vector<Relation> further = std::move(relation->further);
        add_result(std::move(*relation), *query);
        for (Relation& next : further) add_result(std::move(next), *query);
      }
    } else if (const auto* restrict = std::get_if<parser::RestrictStatement>(&statement)) {
      refuse("restrict access", "this engine has no principals to restrict; name the tables that the query needs", restrict->span);
    } else if (const auto* alias = std::get_if<parser::AliasStatement>(&statement)) {
      refuse("alias database", "there is one database here; name its tables directly", alias->span);
    }
  }
  return environment;
}

void Binder::add_result(Relation relation, BoundQuery& query) {
  relation = without_hidden(std::move(relation));
  BoundResult bound{relation.plan, relation.open, {}, relation.name};
  if (relation.render) bound.render = RenderNote{relation.render->first, relation.render->second};
  query.results.push_back(std::move(bound));
}

EnvironmentPtr Binder::bind_let(const parser::LetStatement& let, EnvironmentPtr environment) {
  if (const auto* function = std::get_if<parser::FunctionLiteral>(&let.value)) {
    return Environment::define(environment, let.name.text, FunctionBinding{function, environment});
  }
  const auto& pipeline = std::get<parser::Pipeline>(let.value);
  if (is_tabular(pipeline, environment)) {
    // Bound once here so that its errors are told even when nothing uses it, and told once.
    const std::string name = let.name.text;
    const std::size_t told = diagnostics_.size(), unresolved = unresolved_;
    std::optional<Relation> bound = bind_pipeline(pipeline, environment);
    const bool sound = bound.has_value();
    if (sound && std::holds_alternative<Materialize>(bound->plan->op)) {
      // All uses share the rows.
      bound->name.clear();
      return Environment::define(environment, name, bound_here([this, kept = *bound]() -> std::optional<Relation> { return with_new_ids(kept); }));
    }
    if (!sound && unresolved_ > unresolved && diagnostics_.size() > told) {
      parser::Diagnostics missing(diagnostics_.begin() + static_cast<std::ptrdiff_t>(told), diagnostics_.end());
      diagnostics_.resize(told);
      return Environment::define(environment, name, missing_let(std::move(missing)));
    }
    return Environment::define(environment, name, bound_here([this, &pipeline, environment, sound]() -> std::optional<Relation> {
                                 if (!sound) return std::nullopt;
                                 auto relation = bind_pipeline(pipeline, environment);
                                 if (relation) relation->name.clear();
                                 return relation;
                               }));
  }
  const auto& expression = std::get<parser::Expression>(pipeline.source);
  if (const auto* name = std::get_if<parser::Name>(&expression.node)) {
    const Binding* binding = find(environment, name->text);
    if (binding == nullptr) {
      unknown_name(*name, table_names(environment, true));
      return Environment::define(environment, let.name.text, ScalarBinding{nullptr});
    }
    if (std::holds_alternative<FunctionBinding>(*binding)) return Environment::define(environment, let.name.text, *binding);
  }
  return Environment::define(environment, let.name.text, ScalarBinding{bind_expression(expression, {environment})});
}

TabularBinding Binder::missing_let(parser::Diagnostics diagnostics) {
  const auto missing = missing_lets_.emplace_back(std::make_shared<MissingLet>(MissingLet{std::move(diagnostics), false}));
  return {[this, missing]() -> std::optional<Relation> {
    missing->used = true;
    ++unresolved_;
    for (const parser::Diagnostic& diagnostic : missing->diagnostics) tell(diagnostic);
    return std::nullopt;
  }};
}

EnvironmentPtr Binder::bind_parameters(const parser::QueryParametersStatement& statement, EnvironmentPtr environment) {
  for (const parser::ColumnDeclaration& parameter : statement.parameters) {
    const auto type = tables::type_from_name(parameter.type);
    if (!type) {
      error("KS142", "'" + parameter.type + "' is no type.", parameter.type_span);
      continue;
    }
    ExpressionPtr value;
    for (const auto& [name, text] : options_.parameters) {
      if (name == parameter.name.text) value = make_constant(tables::value_from_text(*type, text), parameter.span);
    }
    if (!value && parameter.default_value) {
      value = bind_expression(*parameter.default_value, {environment});
      if (value) value = cast(value, *type);
    } else if (!value) {
      value = make_constant(tables::Value(*type), parameter.span);
      if (options_.run) {
        error("KS173", "The query parameter '" + parameter.name.text + "' has no value and no default.", parameter.span,
              "give it on the command line with --parameter " + parameter.name.text + "=VALUE");
      }
    }
    environment = Environment::define(environment, parameter.name.text, ScalarBinding{value});
  }
  return environment;
}

// ---- diagnostics ----

void Binder::error(std::string code, std::string message, parser::Span span, std::string hint) {
  tell({parser::Severity::error, std::move(code), std::move(message), span, std::move(hint)});
}

void Binder::warning(std::string code, std::string message, parser::Span span, std::string hint) {
  tell({parser::Severity::warning, std::move(code), std::move(message), span, std::move(hint)});
}

void Binder::tell(parser::Diagnostic diagnostic) {
  place_in_query(diagnostic);
  for (const parser::Diagnostic& told : diagnostics_) {
    if (told.span == diagnostic.span && told.code == diagnostic.code && told.message == diagnostic.message) return;  // a let is bound at each use
  }
  diagnostics_.push_back(std::move(diagnostic));
}

void Binder::refuse(std::string_view what, std::string_view why, parser::Span span) {
  error("KB900", "'" + std::string(what) + "' is left out of this engine: " + std::string(why) + ".", span);
}

}  // namespace kelpie::executor
