#include "plugin/server/rules/rule_listing.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace kelpie::server {

namespace {

/// Everything that is wrong with the file.
std::string problem_of(const rules::Rule& rule, const rules::RuleDiagnostics& all) {
  std::string text;
  for (const rules::RuleDiagnostic& one : all) {
    const bool error = one.diagnostic.severity == parser::Severity::error;
    if (error && rule.source && one.source && one.source->path == rule.source->path) text += rules::render(one);
  }
  return text;
}

}  // namespace

std::string_view name_of(RuleStanding standing) {
  switch (standing) {
    case RuleStanding::running:
      return "running";
    case RuleStanding::off:
      return "off";
    case RuleStanding::hunting:
      return "hunting";
    case RuleStanding::refused:
      return "refused";
  }
  return "";
}

RuleListing::RuleListing(const rules::LoadedRules& loaded, const rules::PreparedRules& prepared,
                         const rules::RuleDiagnostics& all) {
  std::set<std::string_view> bound;
  for (const auto& one : prepared.prepared) bound.insert(one.compiled.rule->id);
  for (const rules::Rule& rule : loaded.rules) {
    ListedRule listed{rule, RuleStanding::running, {}};
    if (!rule.enabled)
      listed.standing = RuleStanding::off;
    else if (rule.kind == rules::RuleKind::hunting)
      listed.standing = RuleStanding::hunting;
    else if (!bound.contains(rule.id))
      listed.standing = RuleStanding::refused;
    rules_.push_back(std::move(listed));
  }
  for (const rules::Rule& rule : loaded.unsound) rules_.push_back({rule, RuleStanding::refused, {}});
  for (ListedRule& one : rules_) {
    if (one.standing == RuleStanding::refused) one.problem = problem_of(one.rule, all);
  }
  std::stable_sort(rules_.begin(), rules_.end(), [](const ListedRule& one, const ListedRule& other) {
    return std::tie(one.rule.name, one.rule.id) < std::tie(other.rule.name, other.rule.id);
  });
}

const ListedRule* RuleListing::find(std::string_view id) const {
  // Of a repeated id, the one that runs.
  const ListedRule* found = nullptr;
  for (const ListedRule& one : rules_) {
    if (one.rule.id == id && (found == nullptr || found->standing == RuleStanding::refused)) found = &one;
  }
  return found;
}

std::size_t RuleListing::count(RuleStanding standing) const {
  return static_cast<std::size_t>(
      std::count_if(rules_.begin(), rules_.end(), [&](const ListedRule& one) { return one.standing == standing; }));
}

}  // namespace kelpie::server
