#include "plugin/cli/rule_files.hpp"

#include <filesystem>
#include <iostream>

#include "plugin/cli/session.hpp"

namespace kelpie::plugin {

rules::LoadedRules load_rule_files(const std::vector<std::string>& paths) {
  for (const std::string& path : paths) {
    std::error_code failure;
    if (!std::filesystem::exists(path, failure)) throw UsageError("there is no file or folder '" + path + "'");
  }
  rules::LoadedRules loaded = rules::load_rules(paths);
  if (loaded.files == 0 && !rules::has_errors(loaded.diagnostics)) {
    throw UsageError("there is no .yaml or .yml file in '" + paths.front() +
                     (paths.size() > 1 ? "' and the others" : "'"));
  }
  tell_errors(loaded.diagnostics);
  return loaded;
}

void tell(const rules::RuleDiagnostics& diagnostics) {
  const bool colour = terminal_of(2).colour;
  for (const rules::RuleDiagnostic& diagnostic : diagnostics) std::cerr << rules::render(diagnostic, colour);
}

void tell_errors(const rules::RuleDiagnostics& diagnostics) {
  const bool colour = terminal_of(2).colour;
  for (const rules::RuleDiagnostic& one : diagnostics) {
    if (one.diagnostic.severity == parser::Severity::error) std::cerr << rules::render(one, colour);
  }
}

}  // namespace kelpie::plugin
