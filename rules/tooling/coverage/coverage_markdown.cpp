#include <fmt/format.h>

#include "rules/tooling/coverage/coverage_output.hpp"
#include "rules/tooling/coverage/technique_facts.hpp"

namespace kelpie::rules::tooling {

namespace {

/// Text of a rule file as a cell: nothing in it ends the cell or the line, or is markup.
std::string cell(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (std::string_view("|\\`*_<>[]").find(c) != std::string_view::npos) result += '\\';
    result += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  }
  return result;
}

std::string technique_cell(const TechniqueCoverage& technique) {
  if (technique.technique.empty()) return "none named";
  const auto facts = technique_facts(technique.technique);
  return facts ? fmt::format("{} {}", cell(technique.technique), cell(facts->name)) : cell(technique.technique);
}

}  // namespace

std::string coverage_markdown(const Coverage& coverage) {
  std::string text = "| Tactic | Technique | Rules | Enabled | Hunting | Severity |\n|---|---|--:|--:|--:|---|\n";
  for (const TacticCoverage& tactic : coverage.tactics) {
    std::string name = tactic.tactic.empty() ? "none named" : cell(tactic.tactic);
    if (tactic.techniques.empty()) text += fmt::format("| {} |  | 0 | 0 | 0 |  |\n", name);
    for (const TechniqueCoverage& technique : tactic.techniques) {
      text += fmt::format("| {} | {} | {} | {} | {} | {} |\n", name, technique_cell(technique), technique.rules.size(),
                          technique.enabled(), technique.hunting(), technique.severities());
      name.clear();
    }
  }
  const auto without = coverage.tactics_without_rules();
  text += fmt::format("\n{} {}.", coverage.rules, coverage.rules == 1 ? "rule" : "rules");
  if (!without.empty()) text += fmt::format(" Tactics without any: {}.", fmt::join(without, ", "));
  return text + '\n';
}

}  // namespace kelpie::rules::tooling
