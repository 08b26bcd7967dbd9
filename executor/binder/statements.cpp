#include <algorithm>
#include <utility>

#include "executor/binder/binder.hpp"
#include "tables/text.hpp"

namespace kelpie::executor {

namespace {

/// A parameter's value may be written as a literal of its type, as SDKs do: datetime(2026-01-31) is 2026-01-31. A string is the text itself.
std::string_view inside_literal(std::string_view text, tables::Type type) {
  const auto open = text.find('(');
  if (type == tables::Type::string || open == std::string_view::npos || !text.ends_with(')') || tables::type_from_name(text.substr(0, open)) != type) return text;
  return text.substr(open + 1, text.size() - open - 2);
}

}  // namespace

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
  if (stages_ > max_stages && !parser::has_errors(diagnostics_)) tell_too_many(query.statements.empty() ? parser::Span{} : span_of(query.statements.back()));
  if (result.results.empty() && !parser::has_errors(diagnostics_)) {
    const parser::Span end = query.statements.empty() ? parser::Span{} : span_of(query.statements.back());
    error("KS198", "The query has no result: its last statement must be an expression.", end, "add a line that uses what the let statements define");
  }
  result.diagnostics = std::move(diagnostics_);
  return result;
}

EnvironmentPtr Binder::bind_statements(std::span<const parser::Statement> statements, EnvironmentPtr environment, BoundQuery* query) {
  if (statements.size() > max_statements) {
    error("KB902", "There are more than " + std::to_string(max_statements) + " statements here.", span_of(statements[max_statements]));
    return environment;
  }
  for (const parser::Statement& statement : statements) {
    if (const auto* let = std::get_if<parser::LetStatement>(&statement)) {
      environment = bind_let(*let, std::move(environment));
    } else if (const auto* set = std::get_if<parser::SetStatement>(&statement)) {
      // What bin_auto() reads, under names that no query can write.
      if (set->value && (set->option.text == "query_bin_auto_size" || set->option.text == "query_bin_auto_at")) {
        environment = Environment::define(environment, "\x01" + set->option.text, ScalarBinding{bind_expression(*set->value, {environment})});
      }
      bind_set(*set, query);
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
      several_results_ = true;
      auto relation = bind_pipeline(pipeline, environment);
      std::vector<Relation> results = relation ? std::exchange(relation->further, {}) : std::vector<Relation>{};
      relation = rows_of(std::move(relation), pipeline.span);
      if (relation) {
        results.insert(results.begin(), std::move(*relation));
        // Where all results have a name for the statements behind, these say what is shown.
        const bool shown = &statement == &statements.back() || !std::all_of(results.begin(), results.end(), [](const Relation& result) { return result.defines_name; });
        for (Relation& result : results) {
          if (result.defines_name) {
            environment = Environment::define(environment, result.name, bound_here([this, result]() -> std::optional<Relation> {
                                                Relation named = with_new_ids(result);
                                                named.defines_name = false;
                                                return named;
                                              }));
          }
          if (shown) add_result(std::move(result), *query);
        }
      }
    } else if (const auto* restrict = std::get_if<parser::RestrictStatement>(&statement)) {
      environment = bind_restriction(*restrict, std::move(environment));
    } else if (const auto* alias = std::get_if<parser::AliasStatement>(&statement)) {
      environment = bind_alias(*alias, std::move(environment));
    } else if (const auto* pattern = std::get_if<parser::PatternStatement>(&statement)) {
      for (const parser::ColumnDeclaration& parameter : pattern->parameters) {
        if (tables::type_from_name(parameter.type) != tables::Type::string) error("KS107", "The parameters of a pattern are strings.", parameter.type_span);
      }
      if (pattern->path && tables::type_from_name(pattern->path->type) != tables::Type::string) {
        error("KS107", "The path of a pattern is a string.", pattern->path->type_span);
      }
      for (const parser::PatternRule& rule : pattern->rules) {
        if (rule.arguments.size() == pattern->parameters.size() && rule.path.has_value() == pattern->path.has_value()) continue;
        error("KS119", "A line of the pattern '" + pattern->name.text + "' has a text for each parameter, and a path where the pattern has one.", rule.span);
      }
      environment = Environment::define(environment, pattern->name.text, PatternBinding{pattern, environment});
    }
  }
  return environment;
}

void Binder::add_result(Relation relation, BoundQuery& query) {
  relation = without_hidden(std::move(relation));
  const parser::Span span = relation.plan->span;
  if (const std::string* schema = setting("query_results_apply_getschema"); schema != nullptr && *schema == "true") {
    if (auto columns = bind(parser::GetSchemaOperator{span}, relation, nullptr)) relation = std::move(*columns);
  }
  if (const std::string* most = setting("maxoutputcolumns")) {
    const auto limit = tables::parse_long(*most);
    if (limit && relation.columns().size() > static_cast<std::size_t>(*limit)) {
      error("KB902", "The result has " + std::to_string(relation.columns().size()) + " columns; `set maxoutputcolumns` allows " + *most + ".", span);
    }
  }
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
    if (bound && !bound->further.empty()) bound = rows_of(std::move(bound), let.span);
    const bool sound = bound.has_value() && !too_large(*bound, let.span);
    if (sound && bound->graph) {
      // Made once: what is computed of a graph has columns of its own.
      return Environment::define(environment, name, bound_here([kept = *bound]() -> std::optional<Relation> { return kept; }));
    }
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
    // The first use takes what was bound here; its columns are nobody else's.
    const auto first = std::make_shared<std::optional<Relation>>(std::move(bound));
    return Environment::define(environment, name, bound_here([this, &pipeline, environment, sound, first]() -> std::optional<Relation> {
                                 if (!sound) return std::nullopt;
                                 if (first->has_value()) {
                                   std::optional<Relation> taken = std::exchange(*first, std::nullopt);
                                   taken->name.clear();
                                   return taken;
                                 }
                                 auto relation = bind_pipeline(pipeline, environment);
                                 if (relation) relation->name.clear();
                                 return relation;
                               }));
  }
  const auto& expression = std::get<parser::Expression>(pipeline.source);
  if (const auto* group = std::get_if<parser::EntityGroup>(&expression.node)) {
    return Environment::define(environment, let.name.text, EntityGroupBinding{group, environment});
  }
  if (const auto* name = std::get_if<parser::Name>(&expression.node)) {
    const Binding* binding = find(environment, name->text);
    if (binding == nullptr) {
      unknown_name(*name, table_names(environment, true));
      return Environment::define(environment, let.name.text, ScalarBinding{nullptr});
    }
    if (!std::holds_alternative<ScalarBinding>(*binding) && !std::holds_alternative<TabularBinding>(*binding)) return Environment::define(environment, let.name.text, *binding);
  }
  scalar_height_ = 0;
  ExpressionPtr value = bind_expression(expression, {environment});
  if (value && std::holds_alternative<Constant>(value->node)) scalar_height_ = 0;
  const std::uint32_t height = scalar_height_ + 1;
  if (value && height > max_scalar_height) {
    error("KB902", "More than " + std::to_string(max_scalar_height) + " scalar lets stand on each other here.", let.span);
    value = nullptr;
  }
  return Environment::define(environment, let.name.text, ScalarBinding{std::move(value), height});
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
    bool given = false;
    for (const auto& [name, text] : options_.parameters) {
      if (name != parameter.name.text) continue;
      given = true;
      tables::Value read = tables::value_from_text(*type, inside_literal(text, *type));
      if (read.is_null() && text != "null" && !text.empty() && *type != tables::Type::dynamic) {
        error("KS107", "The value '" + text + "' of the query parameter '" + name + "' is no " + std::string(tables::name_of(*type)) + ".", parameter.span);
      }
      value = make_constant(std::move(read), parameter.span);
    }
    if (given) {
    } else if (parameter.default_value) {
      value = bind_signed_literal(*parameter.default_value, environment);
      const bool fits = !value || value->type == *type || value->type == tables::Type::dynamic || *type == tables::Type::dynamic ||
                        (tables::is_numeric(value->type) && tables::is_numeric(*type));
      if (!fits) {
        error("KS107", "The default of the query parameter '" + parameter.name.text + "' is of type " + std::string(tables::name_of(value->type)) + ", not " +
                           std::string(tables::name_of(*type)) + ".",
              span_of(*parameter.default_value));
        value = nullptr;
      }
      if (value) value = cast(value, *type);
    } else {
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
