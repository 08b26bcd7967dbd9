#include "executor/binder/binder.hpp"

// Patterns: a table of expressions, chosen by texts. P("a", "b").c is the expression of the line ("a", "b").["c"].

namespace kelpie::executor {

using tables::Type;

const PatternBinding* Binder::applied_pattern(const parser::Expression& expression, const EnvironmentPtr& environment,
                                              const parser::Call*& call, const parser::Name*& path) {
  path = nullptr;
  call = std::get_if<parser::Call>(&expression.node);
  if (const auto* member = std::get_if<parser::Member>(&expression.node)) {
    call = std::get_if<parser::Call>(&member->base->node);
    path = &member->member;
  }
  const Binding* binding =
      call == nullptr || call->qualifier ? nullptr : Environment::find(environment, call->function.text);
  return binding == nullptr ? nullptr : std::get_if<PatternBinding>(binding);
}

std::optional<Relation> Binder::apply_pattern(const PatternBinding& binding, const parser::Call& call,
                                              const parser::Name* path, const EnvironmentPtr& environment) {
  const parser::PatternStatement& pattern = *binding.pattern;
  const std::string& name = pattern.name.text;
  if (pattern.defined && call.arguments.size() != pattern.parameters.size()) {
    error("KS119",
          "The pattern '" + name + "' takes " + std::to_string(pattern.parameters.size()) + " text(s); there are " +
              std::to_string(call.arguments.size()) + ".",
          call.span);
    return std::nullopt;
  }
  if (pattern.defined && pattern.path.has_value() != (path != nullptr)) {
    error("KS119",
          pattern.path ? "The pattern '" + name + "' needs a path: " + name + "( ... ).Path."
                       : "The pattern '" + name + "' has no paths.",
          call.span);
    return std::nullopt;
  }
  std::vector<std::string> texts;
  std::string shown = name + "(";
  for (const parser::Argument& argument : call.arguments) {
    const ExpressionPtr value = bind_expression(argument.value, {environment});
    const auto text = value ? constant_value(value, "What a pattern is applied to") : std::nullopt;
    if (!text) return std::nullopt;
    if (text->type() != Type::string) {
      error("KS107",
            "A pattern is applied to texts; this is of type " + std::string(tables::name_of(text->type())) + ".",
            argument.span);
      return std::nullopt;
    }
    shown += (texts.empty() ? "\"" : ", \"") + std::string(text->as_text()) + "\"";
    texts.emplace_back(text->as_text());
  }
  shown += path == nullptr ? ")" : ").[\"" + path->text + "\"]";
  for (const parser::PatternRule& rule : pattern.rules) {
    bool fits = rule.arguments.size() == texts.size() && rule.path.has_value() == (path != nullptr) &&
                (path == nullptr || rule.path->text == path->text);
    for (std::size_t i = 0; fits && i < texts.size(); ++i) fits = rule.arguments[i].text == texts[i];
    if (!fits) continue;
    // The body sees the texts under the names of the pattern's parameters.
    EnvironmentPtr inner = binding.environment;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      inner = Environment::define(inner, pattern.parameters[i].name.text,
                                  ScalarBinding{make_constant(tables::Value::string(texts[i]), call.span)});
    }
    if (path != nullptr)
      inner = Environment::define(inner, pattern.path->name.text,
                                  ScalarBinding{make_constant(tables::Value::string(path->text), path->span)});
    const CallGuard guard(*this, FunctionBinding{}, call);
    if (!guard.allowed()) return std::nullopt;
    // The statements are those of the query's own tree: relations that are bound later point at them.
    const std::span statements(rule.body->statements);
    const auto* value = statements.empty() ? nullptr : std::get_if<parser::ExpressionStatement>(&statements.back());
    if (value == nullptr) {
      error("KS198", "The pattern '" + name + "' has no result here.", rule.span);
      return std::nullopt;
    }
    return bind_pipeline(value->pipeline, bind_statements(statements.first(statements.size() - 1), inner, nullptr));
  }
  error("SEM0036", "The pattern " + shown + " is not defined.", call.span,
        pattern.defined ? "the lines of `declare pattern " + name + "` say which texts there are"
                        : "`declare pattern " + name + " = ...` gives it lines");
  return std::nullopt;
}

}  // namespace kelpie::executor
