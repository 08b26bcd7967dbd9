#include "executor/binder/environment.hpp"

#include <algorithm>

namespace kelpie::executor {

namespace {

bool has_wildcard(std::string_view name) { return name.find('*') != std::string_view::npos; }

bool any_matches(const std::vector<std::string>& patterns, std::string_view name) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) { return matches_wildcard(name, pattern); });
}

}  // namespace

EnvironmentPtr Environment::define(EnvironmentPtr outer, std::string name, Binding binding) {
  auto environment = std::make_shared<Environment>();
  environment->outer_ = std::move(outer);
  environment->name_ = std::move(name);
  environment->binding_ = std::move(binding);
  return environment;
}

EnvironmentPtr Environment::restrict(EnvironmentPtr outer, Restriction restriction) {
  auto environment = std::make_shared<Environment>();
  environment->outer_ = std::move(outer);
  environment->restriction_ = std::make_shared<const Restriction>(std::move(restriction));
  return environment;
}

bool Environment::shows(const Restriction& restriction, std::string_view name, const Binding& binding) {
  if (std::holds_alternative<ScalarBinding>(binding) || std::holds_alternative<DatabaseBinding>(binding)) return true;
  return any_matches(restriction.names, name);
}

bool Environment::shows_entity(const EnvironmentPtr& environment, std::string_view name) {
  for (const Environment* at = environment.get(); at != nullptr; at = at->outer_.get()) {
    if (!at->restriction_ || any_matches(at->restriction_->of_database, name)) continue;
    const auto& names = at->restriction_->names;
    const bool named = std::any_of(names.begin(), names.end(), [&](const std::string& known) { return known == name && !has_wildcard(known); });
    if (!named) return false;
  }
  return true;
}

const Binding* Environment::find(const EnvironmentPtr& environment, std::string_view name) {
  std::vector<const Restriction*> passed;
  for (const Environment* at = environment.get(); at != nullptr; at = at->outer_.get()) {
    if (at->restriction_) passed.push_back(at->restriction_.get());
    if (at->restriction_ || at->name_ != name) continue;
    const bool shown = std::all_of(passed.begin(), passed.end(), [&](const Restriction* restriction) { return shows(*restriction, name, at->binding_); });
    return shown ? &at->binding_ : nullptr;
  }
  return nullptr;
}

std::map<std::string, const Binding*> Environment::all(const EnvironmentPtr& environment) {
  std::map<std::string, const Binding*> names;
  std::vector<const Restriction*> passed;
  for (const Environment* at = environment.get(); at != nullptr; at = at->outer_.get()) {
    if (at->restriction_) passed.push_back(at->restriction_.get());
    if (at->restriction_) continue;
    const bool shown = std::all_of(passed.begin(), passed.end(), [&](const Restriction* restriction) { return shows(*restriction, at->name_, at->binding_); });
    if (shown) names.emplace(at->name_, &at->binding_);
  }
  return names;
}

Environment::~Environment() {
  // Ten thousand lets are as many environments, one in the other: taken down in a loop. A binding holds what is around it, too, and goes first.
  binding_ = ScalarBinding{};
  EnvironmentPtr next = std::move(outer_);
  while (next && next.use_count() == 1) {
    auto& last = const_cast<Environment&>(*next);  // nobody else sees it any more
    last.binding_ = ScalarBinding{};
    EnvironmentPtr outer = std::move(last.outer_);
    next = std::move(outer);
  }
}

}  // namespace kelpie::executor
