#pragma once

#include <span>
#include <string_view>

#include "executor/binder/binder.hpp"

namespace kelpie::executor {

/// What binds `evaluate name(arguments)` over an input.
using PluginBinder = std::optional<Relation> (*)(Binder& binder, const parser::EvaluateOperator& op, Relation input,
                                                 const EnvironmentPtr& environment);

struct Plugin {
  std::string_view name;
  std::string_view summary;  // one sentence
  PluginBinder bind;
};

// Each in a file of its own; plugins.cpp lists them.
std::optional<Relation> bind_bag_unpack(Binder& binder, const parser::EvaluateOperator& op, Relation input, const EnvironmentPtr& environment);
std::optional<Relation> bind_pivot(Binder& binder, const parser::EvaluateOperator& op, Relation input, const EnvironmentPtr& environment);
std::optional<Relation> bind_narrow(Binder& binder, const parser::EvaluateOperator& op, Relation input, const EnvironmentPtr& environment);

[[nodiscard]] std::span<const Plugin> plugins();

}  // namespace kelpie::executor
