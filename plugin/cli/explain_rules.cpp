#include "plugin/cli/explain_rules.hpp"

#include <filesystem>
#include <iostream>
#include <string_view>

#include "plugin/cli/command.hpp"
#include "plugin/output/terminal.hpp"
#include "rules/incremental/incremental_rules.hpp"
#include "rules/load.hpp"

namespace kelpie::plugin {

namespace {

bool tell(const rules::RuleDiagnostics& diagnostics) {
  const bool colour = terminal_of(2).colour;
  for (const rules::RuleDiagnostic& diagnostic : diagnostics) std::cerr << rules::render(diagnostic, colour);
  return !rules::has_errors(diagnostics);
}

/// A line a reason.
void print_reasons(std::string_view reasons) {
  constexpr std::string_view between = "; ";
  while (!reasons.empty()) {
    const std::size_t end = std::min(reasons.find(between), reasons.size());
    std::cout << "  " << reasons.substr(0, end) << '\n';
    reasons.remove_prefix(std::min(reasons.size(), end + between.size()));
  }
}

}  // namespace

int explain_rules(const std::vector<std::string>& paths, const Session& session) {
  for (const std::string& path : paths) {
    if (!std::filesystem::exists(path)) throw UsageError("--rule: there is no file or folder '" + path + "'");
  }
  const rules::LoadedRules loaded = rules::load_rules(paths);
  if (loaded.files == 0) throw UsageError("--rule: there is no .yaml or .yml file in what was given");
  bool good = tell(loaded.diagnostics);
  rules::IncrementalRules incremental(session.engine(), session.context());
  for (const rules::Rule& rule : loaded.rules) {
    rules::RuleDiagnostics diagnostics;
    const auto compiled = rules::compile_rule(rule, session.engine(), session.context(), diagnostics);
    good = tell(diagnostics) && good;
    if (!compiled) continue;
    const std::size_t number = incremental.add(*compiled);
    std::cout << rule.name << ": " << rules::name_of(incremental.class_of(number)) << '\n';
    print_reasons(incremental.reason_of(number));
    incremental.remove(number);
  }
  return good ? exit_ok : exit_refused;
}

}  // namespace kelpie::plugin
