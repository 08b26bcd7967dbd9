#pragma once

#include <string>
#include <vector>

#include "rules/load.hpp"

namespace kelpie::plugin {

/// The rules of files and folders, for commands that look at them as texts: their errors are told on standard error,
/// their warnings are not. UsageError where a path is not there, or holds no rule file.
[[nodiscard]] rules::LoadedRules load_rule_files(const std::vector<std::string>& paths);

/// All diagnostics with their carets on standard error.
void tell(const rules::RuleDiagnostics& diagnostics);
/// Errors among the diagnostics on standard error.
void tell_errors(const rules::RuleDiagnostics& diagnostics);

}  // namespace kelpie::plugin
