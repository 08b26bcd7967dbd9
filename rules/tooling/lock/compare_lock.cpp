#include "rules/tooling/lock/compare_lock.hpp"

#include <algorithm>
#include <optional>
#include <tuple>

#include <fmt/format.h>
#include "rules/text_hash.hpp"
#include "rules/tooling/rule_facts.hpp"

namespace kelpie::rules::tooling {

namespace {

/// Each piece with its length in front: no two lists of pieces give one text.
void append(std::string_view piece, std::string& text) { text += fmt::format("{}:{}", piece.size(), piece); }

/// A version of more than one word would break its line in the file.
std::string in_one_word(std::string version) {
  for (char& c : version) {
    if (c <= ' ' || c >= 0x7f) c = '_';
  }
  return version;
}

std::string content_of(const Rule& rule, std::string_view query) {
  std::string text;
  for (const RuleFact& fact : facts_of(rule)) {
    if (fact.values.empty()) continue;  // a field that is new to the program changes nothing where rules do not use it
    append(fact.field, text);
    text += fmt::format("{};", fact.values.size());
    for (const std::string& value : fact.values) append(value, text);
  }
  append("query", text);
  append(query, text);
  return text;
}

std::optional<LockState> state_of(const LockedRule& locked, const LockedRule& now) {
  const auto bump = bump_between(locked.version, now.version);
  if (!bump) return LockState::version_fell;
  if (locked == now) return std::nullopt;
  if (*bump != VersionBump::none) return LockState::raised;
  return locked.query != now.query ? LockState::query_changed : LockState::content_changed;
}

}  // namespace

LockedRules lock_rules(std::span<const Rule> rules, RuleDiagnostics& diagnostics) {
  LockedRules locked;
  for (const Rule& rule : rules) {
    const auto tree = query_tree(rule, diagnostics);
    if (tree) locked[rule.id] = {in_one_word(rule.version), text_hash(content_of(rule, *tree)), text_hash(*tree)};
  }
  return locked;
}

std::vector<LockFinding> compare_with_lock(const LockedRules& locked, const LockedRules& now) {
  std::vector<LockFinding> findings;
  for (const auto& [id, rule] : now) {
    const auto old = locked.find(id);
    if (old == locked.end())
      findings.push_back({LockState::added, id, {}, rule.version});
    else if (const auto state = state_of(old->second, rule))
      findings.push_back({*state, id, old->second.version, rule.version});
  }
  for (const auto& [id, rule] : locked) {
    if (now.count(id) == 0) findings.push_back({LockState::gone, id, rule.version, {}});
  }
  std::sort(findings.begin(), findings.end(),
            [](const auto& a, const auto& b) { return std::tie(a.state, a.id) < std::tie(b.state, b.id); });
  return findings;
}

}  // namespace kelpie::rules::tooling
