#pragma once

#include <string>
#include <vector>

#include "plugin/cli/session.hpp"

namespace kelpie::plugin {

/// Prints of each rule how it is kept up to date, and why so. UsageError where a path does not exist or holds no rule.
[[nodiscard]] int explain_rules(const std::vector<std::string>& paths, const Session& session);

}  // namespace kelpie::plugin
