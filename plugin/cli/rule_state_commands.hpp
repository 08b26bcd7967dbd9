#pragma once

#include <functional>
#include <optional>

#include "plugin/cli/command.hpp"

namespace kelpie::plugin {

/// Adds to `kelpie alerts` what shows the state that `kelpie detect --follow` keeps: list, incidents, close, rules, outbox. What it returns does the one that was
/// called and gives its exit code; nothing when another one was.
[[nodiscard]] std::function<std::optional<int>()> add_rule_state_commands(CLI::App& alerts);

}  // namespace kelpie::plugin
