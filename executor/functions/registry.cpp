#include "executor/functions/registry.hpp"

#include <cstdio>
#include <cstdlib>

#include "executor/functions/signature.hpp"

namespace kelpie::executor {

namespace {

[[noreturn]] void already_there(const std::string& name) {
  std::fprintf(stderr, "kelpie: bug: function %s is registered twice\n", name.c_str());
  std::abort();
}

template <typename F>
void add_to(std::map<std::string, F, std::less<>>& functions, std::map<std::string, std::string, std::less<>>& aliases, F function) {
  for (const std::string& alias : function.aliases) {
    if (!aliases.emplace(alias, function.name).second || functions.contains(alias)) already_there(alias);
  }
  std::string name = function.name;
  if (aliases.contains(name) || !functions.emplace(name, std::move(function)).second) already_there(name);
}

template <typename F>
const F* find_in(const std::map<std::string, F, std::less<>>& functions, const std::map<std::string, std::string, std::less<>>& aliases,
                 std::string_view name) {
  if (const auto found = functions.find(name); found != functions.end()) return &found->second;
  if (const auto alias = aliases.find(name); alias != aliases.end()) return &functions.find(alias->second)->second;
  return nullptr;
}

template <typename F>
void parse_signatures(F& function) {
  for (auto& overload : function.overloads) {
    Signature signature = parse_signature(overload.signature);
    overload.parameters = std::move(signature.parameters);
    overload.result_kind = signature.result_kind;
    overload.result_type = signature.result_type;
  }
}

}  // namespace

void FunctionRegistry::add(ScalarFunction function) {
  parse_signatures(function);
  add_to(scalars_, scalar_aliases_, std::move(function));
}

void FunctionRegistry::add(AggregateFunction function) {
  parse_signatures(function);
  add_to(aggregates_, aggregate_aliases_, std::move(function));
}

const ScalarFunction* FunctionRegistry::find_scalar(std::string_view name) const { return find_in(scalars_, scalar_aliases_, name); }

const AggregateFunction* FunctionRegistry::find_aggregate(std::string_view name) const {
  return find_in(aggregates_, aggregate_aliases_, name);
}

std::vector<const ScalarFunction*> FunctionRegistry::scalars() const {
  std::vector<const ScalarFunction*> result;
  for (const auto& [name, function] : scalars_) result.push_back(&function);
  return result;
}

std::vector<const AggregateFunction*> FunctionRegistry::aggregates() const {
  std::vector<const AggregateFunction*> result;
  for (const auto& [name, function] : aggregates_) result.push_back(&function);
  return result;
}

std::vector<std::string> FunctionRegistry::names() const {
  std::vector<std::string> result;
  for (const auto& [name, function] : scalars_) {
    if (function.category != "operator") result.push_back(name);
  }
  for (const auto& [name, function] : aggregates_) result.push_back(name);
  for (const auto& [alias, name] : scalar_aliases_) result.push_back(alias);
  for (const auto& [alias, name] : aggregate_aliases_) result.push_back(alias);
  return result;
}

}  // namespace kelpie::executor
