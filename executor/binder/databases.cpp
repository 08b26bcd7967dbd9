#include <algorithm>

#include "executor/binder/binder.hpp"
#include "executor/binder/left_out_functions.hpp"
#include "tables/text.hpp"

// Names of the database: cluster("c").database("d").T, workspace("w").T, an alias. There is one, and no other can be
// reached.

namespace kelpie::executor {

using tables::Type;
using tables::Value;

namespace {

/// Under what the alias of a database is kept among the names; no query can write it.
std::string alias_key(std::string_view name) {
  return "\x01"
         "database " +
         std::string(name);
}

bool same_but_for_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

bool names_place(std::string_view function) {
  return function == "cluster" || function == "database" || function == "workspace" || function == "app";
}

}  // namespace

std::shared_ptr<const tables::Table> Binder::find_table(const EnvironmentPtr& environment,
                                                        std::string_view name) const {
  if (!Environment::shows_entity(environment, name)) return nullptr;
  return catalog_.find(name);
}

bool Binder::is_database(const parser::Expression& expression, const EnvironmentPtr& environment) {
  if (const auto* name = std::get_if<parser::Name>(&expression.node)) {
    const Binding* binding = Environment::find(environment, name->text);
    return binding != nullptr && std::holds_alternative<DatabaseBinding>(*binding);
  }
  const auto* call = std::get_if<parser::Call>(&expression.node);
  if (call == nullptr || !names_place(call->function.text) ||
      Environment::find(environment, call->function.text) != nullptr)
    return false;
  return !call->qualifier || is_database(**call->qualifier, environment);
}

std::optional<std::string> Binder::entity_name(const parser::Call& call, const EnvironmentPtr& environment) {
  if (call.arguments.size() != 1) {
    error("KS119", call.function.text + "() takes one name.", call.span, call.function.text + "(\"...\")");
    return std::nullopt;
  }
  const ExpressionPtr value = bind_expression(call.arguments.front().value, {environment});
  const auto text = value ? constant_value(value, "The name in " + call.function.text + "()") : std::nullopt;
  if (!text) return std::nullopt;
  if (text->type() == Type::string) return std::string(text->as_text());
  error("KS107", "The name in " + call.function.text + "() is a text in quotes.", call.arguments.front().span);
  return std::nullopt;
}

std::optional<bool> Binder::names_database(const parser::Expression& expression, const EnvironmentPtr& environment) {
  if (!is_database(expression, environment)) return std::nullopt;
  const auto* call = std::get_if<parser::Call>(&expression.node);
  if (call == nullptr) return true;
  if (call->qualifier && !names_database(**call->qualifier, environment).value_or(false)) return false;
  const std::string& function = call->function.text;
  if (function == "database" && call->arguments.empty()) return true;
  const auto name = entity_name(*call, environment);
  if (!name) return false;
  const bool is_cluster = function == "cluster";
  const Binding* alias = is_cluster ? nullptr : Environment::find(environment, alias_key(*name));
  if (alias != nullptr) return true;
  if (same_but_for_case(*name, is_cluster ? options_.cluster : options_.database)) return true;
  refuse(function + "(\"" + *name + "\")",
         "there is one database here, " + options_.database + "; name its tables directly", call->span);
  return false;
}

std::optional<Relation> Binder::bind_entity(const parser::Name& name, const EnvironmentPtr& environment) {
  if (find_table(environment, name.text)) return scan(name.text);
  if (const Binding* binding = Environment::shows_entity(environment, name.text) ? find_stored(name.text) : nullptr) {
    return call_tabular(std::get<FunctionBinding>(*binding), parser::Call{name.span, name, {}, std::nullopt},
                        {environment}, nullptr);
  }
  unknown_name(name, table_names(nullptr, true));
  ++unresolved_;
  return std::nullopt;
}

std::optional<Relation> Binder::bind_entity(const parser::Call& call, const EnvironmentPtr& environment) {
  parser::Call here = call;
  here.qualifier.reset();
  const std::string& name = here.function.text;
  if (const Binding* binding = Environment::shows_entity(environment, name) ? find_stored(name) : nullptr) {
    return call_tabular(std::get<FunctionBinding>(*binding), call, {environment}, nullptr);
  }
  return bind_table_call(here, environment);  // table("T"), or nothing that is known
}

EnvironmentPtr Binder::bind_alias(const parser::AliasStatement& alias, EnvironmentPtr environment) {
  const auto here = names_database(alias.value, environment);
  if (!here.has_value())
    error("KS106", "alias gives a database another name: cluster(\"...\").database(\"...\").", span_of(alias.value));
  return here.value_or(false) ? Environment::define(environment, alias_key(alias.name.text), DatabaseBinding{})
                              : environment;
}

EnvironmentPtr Binder::bind_restriction(const parser::RestrictStatement& statement, EnvironmentPtr environment) {
  Restriction restriction;
  for (const parser::Expression& entity : statement.tables) {
    if (const auto* wildcard = std::get_if<parser::WildcardName>(&entity.node)) {
      restriction.names.push_back(wildcard->pattern);
    } else if (std::holds_alternative<parser::Star>(entity.node)) {
      restriction.names.emplace_back("*");
    } else if (const auto* name = std::get_if<parser::Name>(&entity.node)) {
      if (find(environment, name->text) == nullptr && !find_table(environment, name->text))
        unknown_name(*name, table_names(environment, true));
      restriction.names.push_back(name->text);
    } else if (const auto* member = std::get_if<parser::Member>(&entity.node);
               member != nullptr && is_database(*member->base, environment)) {
      if (names_database(*member->base, environment).value_or(false))
        restriction.of_database.push_back(member->member.text);
    } else {
      error("KS109", "What may be seen is a name, database().T or a name with wildcards.", span_of(entity));
    }
  }
  return Environment::restrict(environment, std::move(restriction));
}

ExpressionPtr Binder::bind_environment_call(const parser::Call& call, const ExpressionScope& scope, bool& handled) {
  const std::string& name = call.function.text;
  handled = true;
  const auto constant = [&](Value value) -> ExpressionPtr {
    if (call.arguments.empty()) return make_constant(std::move(value), call.span);
    error("KS119", name + "() takes no argument.", call.span);
    return nullptr;
  };
  if (name == "current_database") return constant(Value::string(options_.database));
  if (name == "current_cluster_endpoint") return constant(Value::string(options_.cluster));
  if (name == "current_principal" || name == "current_user") return constant(Value::string(""));
  if (name == "current_principal_details") return constant(Value(Type::dynamic));
  if (name == "cursor_current" || name == "current_cursor") return constant(Value::string(""));
  // Rows here lie in no extent of a cluster.
  if (name == "extent_id" || name == "extentid")
    return constant(tables::value_from_text(Type::guid, "00000000-0000-0000-0000-000000000000"));
  if (name == "extent_tags") return constant(Value(Type::dynamic));
  if (name == "cursor_after") {
    // All rows came after the cursor that was never taken.
    const auto cursor = entity_name(call, scope.environment);
    if (!cursor) return nullptr;
    if (cursor->empty()) return make_constant(Value::boolean(true), call.span);
  }
  if (const LeftOutFunction* left_out = find_left_out(name == "cursor_after" ? "cursor_before_or_at" : name)) {
    refuse(name + "()", left_out->why, call.span);
    return nullptr;
  }
  if (names_place(name)) {
    const auto here = names_database(parser::Expression{call}, scope.environment);
    if (here.value_or(true)) error("KS106", name + "() names a database; a scalar value is expected here.", call.span);
    return nullptr;
  }
  handled = false;
  return nullptr;
}

}  // namespace kelpie::executor
