#include "executor/binder/environment.hpp"

namespace kelpie::executor {

EnvironmentPtr Environment::define(EnvironmentPtr outer, std::string name, Binding binding) {
  auto environment = std::make_shared<Environment>();
  environment->outer_ = std::move(outer);
  environment->name_ = std::move(name);
  environment->binding_ = std::move(binding);
  return environment;
}

const Binding* Environment::find(const EnvironmentPtr& environment, std::string_view name) {
  for (const Environment* at = environment.get(); at != nullptr; at = at->outer_.get()) {
    if (at->name_ == name) return &at->binding_;
  }
  return nullptr;
}

std::map<std::string, const Binding*> Environment::all(const EnvironmentPtr& environment) {
  std::map<std::string, const Binding*> names;
  for (const Environment* at = environment.get(); at != nullptr; at = at->outer_.get()) names.emplace(at->name_, &at->binding_);
  return names;
}

}  // namespace kelpie::executor
