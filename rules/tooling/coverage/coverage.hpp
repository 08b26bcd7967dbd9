#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/rule.hpp"

namespace kelpie::rules::tooling {

/// The rules that show a technique of a tactic, in the order of their names.
struct TechniqueCoverage {
  std::string technique;  // empty: rules that name none of the tactic
  std::vector<const Rule*> rules;

  /// Rules that raise alerts.
  [[nodiscard]] std::size_t enabled() const;
  [[nodiscard]] std::size_t hunting() const;
  [[nodiscard]] std::size_t disabled() const { return rules.size() - enabled() - hunting(); }
  /// "High 2, Low 1" of the enabled ones.
  [[nodiscard]] std::string severities() const;
};

struct TacticCoverage {
  std::string tactic;  // empty: rules that name none
  std::vector<TechniqueCoverage> techniques;
  std::size_t rules = 0;  // each once
};

struct Coverage {
  /// ATT&CK's fourteen tactics for enterprises in their order, also without rules; then others that rules name; then
  /// what names none.
  std::vector<TacticCoverage> tactics;
  std::size_t rules = 0;

  [[nodiscard]] std::vector<std::string_view> tactics_without_rules() const;
};

/// What rules show of ATT&CK. A rule file does not say which of its techniques goes with which of its tactics: a
/// technique counts under all of the rule's tactics, or, where technique_facts() knows better, under those that it
/// belongs to. The rules must outlive the result.
[[nodiscard]] Coverage coverage_of(std::span<const Rule> rules);

/// ATT&CK's tactics for enterprises, without blanks.
[[nodiscard]] std::span<const std::string_view> enterprise_tactics();

}  // namespace kelpie::rules::tooling
