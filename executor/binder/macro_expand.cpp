#include "executor/binder/binder.hpp"

// macro-expand: one sub-query for every entity of a group, all rows together.

namespace kelpie::executor {

namespace {

/// The group that the expression is, or names.
const parser::EntityGroup* group_of(const parser::Expression& expression, EnvironmentPtr& environment) {
  if (const auto* group = std::get_if<parser::EntityGroup>(&expression.node)) return group;
  const auto* name = std::get_if<parser::Name>(&expression.node);
  const Binding* binding = name == nullptr ? nullptr : Environment::find(environment, name->text);
  const auto* named = binding == nullptr ? nullptr : std::get_if<EntityGroupBinding>(binding);
  if (named == nullptr) return nullptr;
  environment = named->environment;
  return named->group;
}

}  // namespace

std::optional<Relation> Binder::bind(const parser::MacroExpandSource& source, const EnvironmentPtr& environment) {
  bool inner = false, fuzzy = false;
  for (const parser::Parameter& parameter : source.parameters) {
    const std::string word = parameter_word(parameter);
    if (parameter.name.text == "isfuzzy") fuzzy = word == "true";
    if (parameter.name.text != "kind") continue;
    inner = word == "inner";
    if (!inner && word != "outer")
      error("KS111", "macro-expand knows the kinds inner and outer, not '" + word + "'.", parameter.span);
  }
  EnvironmentPtr of_group = environment;
  const parser::EntityGroup* group = group_of(source.group, of_group);
  if (group == nullptr) {
    error("KS142", "macro-expand goes over a group of entities.", span_of(source.group),
          "let g = entity_group [database(\"...\"), ...];");
    return std::nullopt;
  }
  const std::span statements(source.body->statements);
  const auto* value = statements.empty() ? nullptr : std::get_if<parser::ExpressionStatement>(&statements.back());
  if (value == nullptr) {
    error("KS198", "The sub-query of macro-expand has no result: its last statement must be an expression.",
          source.body->span);
    return std::nullopt;
  }
  std::vector<Relation> parts;
  bool sound = true;
  for (const parser::Expression& entity : group->entities) {
    const parser::Diagnostics before = diagnostics_;
    std::optional<Relation> part;
    const auto here = names_database(entity, of_group);
    if (!here.has_value() || *here) {
      const Binding scope =
          here.has_value() ? Binding(DatabaseBinding{})
                           : Binding(bound_here([this, &entity, of_group] { return bind_table(entity, of_group); }));
      const EnvironmentPtr names = Environment::define(environment, source.scope.text, scope);
      part = bind_pipeline(value->pipeline, bind_statements(statements.first(statements.size() - 1), names, nullptr));
    }
    if (part) {
      parts.push_back(std::move(*part));
    } else if (fuzzy) {
      diagnostics_ = before;
      warning("KS142", "This part of the group is left out: it needs what is not here.", span_of(entity));
    } else {
      sound = false;
    }
  }
  if (!sound) return std::nullopt;
  if (parts.empty()) {
    error("KS142", "Nothing of the group is here.", span_of(source.group));
    return std::nullopt;
  }
  return unite(std::move(parts), inner, "", source.span);
}

}  // namespace kelpie::executor
