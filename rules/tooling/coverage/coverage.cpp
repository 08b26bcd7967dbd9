#include "rules/tooling/coverage/coverage.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "rules/tactics.hpp"
#include "rules/tooling/coverage/technique_facts.hpp"

namespace kelpie::rules::tooling {

namespace {

constexpr std::size_t enterprise_count = 14;  // all_tactics() begins with them

/// The techniques of a rule that count under one of its tactics.
std::vector<std::string> techniques_under(const Rule& rule, std::string_view tactic) {
  std::vector<std::string> result;
  for (const std::string& technique : rule.techniques) {
    if (const auto facts = technique_facts(technique)) {
      const auto belongs = [&](std::string_view one) {
        return std::find(facts->tactics.begin(), facts->tactics.end(), one) != facts->tactics.end();
      };
      // Where it belongs to none of the rule's tactics, the rule is believed.
      if (std::any_of(rule.tactics.begin(), rule.tactics.end(), belongs) && !belongs(tactic)) continue;
    }
    result.push_back(technique);
  }
  if (result.empty()) result.emplace_back();
  return result;
}

using Found =
    std::map<std::string, std::map<std::string, std::set<const Rule*>>, std::less<>>;  // by tactic and technique

TacticCoverage tactic_coverage(std::string_view tactic, const Found& found) {
  TacticCoverage result{std::string(tactic), {}, 0};
  const auto at = found.find(tactic);
  if (at == found.end()) return result;
  std::set<const Rule*> all;
  for (const auto& [technique, rules] : at->second) {
    TechniqueCoverage& one = result.techniques.emplace_back(TechniqueCoverage{technique, {rules.begin(), rules.end()}});
    std::sort(one.rules.begin(), one.rules.end(),
              [](const Rule* a, const Rule* b) { return std::tie(a->name, a->id) < std::tie(b->name, b->id); });
    all.insert(rules.begin(), rules.end());
  }
  // Those that name no technique come last.
  if (result.techniques.front().technique.empty())
    std::rotate(result.techniques.begin(), result.techniques.begin() + 1, result.techniques.end());
  result.rules = all.size();
  return result;
}

bool raises_alerts(const Rule* rule) { return rule->enabled && rule->kind != RuleKind::hunting; }

}  // namespace

std::size_t TechniqueCoverage::enabled() const {
  return static_cast<std::size_t>(std::count_if(rules.begin(), rules.end(), raises_alerts));
}

std::size_t TechniqueCoverage::hunting() const {
  return static_cast<std::size_t>(std::count_if(
      rules.begin(), rules.end(), [](const Rule* rule) { return rule->enabled && rule->kind == RuleKind::hunting; }));
}

std::string TechniqueCoverage::severities() const {
  std::string text;
  for (const AlertSeverity severity :
       {AlertSeverity::high, AlertSeverity::medium, AlertSeverity::low, AlertSeverity::informational}) {
    const auto count = std::count_if(rules.begin(), rules.end(), [&](const Rule* rule) {
      return raises_alerts(rule) && rule->severity == severity;
    });
    if (count > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name_of(severity), count);
  }
  return text;
}

std::vector<std::string_view> Coverage::tactics_without_rules() const {
  std::vector<std::string_view> names;
  for (const TacticCoverage& tactic : tactics) {
    if (tactic.rules == 0) names.push_back(tactic.tactic);
  }
  return names;
}

std::span<const std::string_view> enterprise_tactics() { return all_tactics().first(enterprise_count); }

Coverage coverage_of(std::span<const Rule> rules) {
  Found found;
  for (const Rule& rule : rules) {
    const std::vector<std::string> tactics = rule.tactics.empty() ? std::vector<std::string>{""} : rule.tactics;
    for (const std::string& tactic : tactics) {
      for (const std::string& technique : techniques_under(rule, tactic)) found[tactic][technique].insert(&rule);
    }
  }
  Coverage coverage;
  coverage.rules = rules.size();
  const auto enterprise = enterprise_tactics();
  for (const std::string_view tactic : enterprise) coverage.tactics.push_back(tactic_coverage(tactic, found));
  for (const auto& [tactic, techniques] : found) {
    if (!tactic.empty() && std::find(enterprise.begin(), enterprise.end(), tactic) == enterprise.end())
      coverage.tactics.push_back(tactic_coverage(tactic, found));
  }
  if (found.count("") != 0) coverage.tactics.push_back(tactic_coverage("", found));
  return coverage;
}

}  // namespace kelpie::rules::tooling
