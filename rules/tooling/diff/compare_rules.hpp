#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "executor/engine.hpp"
#include "rules/rule.hpp"
#include "rules/tooling/diff/line_diff.hpp"
#include "rules/tooling/version.hpp"

namespace kelpie::rules::tooling {

/// A field of which the two say something different.
struct FieldChange {
  std::string field;
  std::vector<std::string> before, after;
  VersionBump weight = VersionBump::minor;
};

/// What became of one rule.
struct RuleDifference {
  enum class Kind { added, removed, changed };
  Kind kind = Kind::changed;
  const Rule* before = nullptr;  // null: added
  const Rule* after = nullptr;   // null: removed
  /// In the order of facts_of(); id first, then the query, then its result columns where both queries bind.
  std::vector<FieldChange> changes;
  /// Of the formatted queries; empty where the syntax tree is the same.
  std::vector<DiffLine> query;
  /// Result columns that the rule before named, and that are gone.
  std::vector<std::string> lost_columns;
  VersionBump deserved = VersionBump::none;
  /// The file's own version was raised by less than that, or fell. Never of an added or removed rule, nor of one whose
  /// id is another: that is a rule of its own.
  bool version_is_behind = false;
};

struct RuleSetDifference {
  std::vector<RuleDifference> rules;  // removed, changed, added; each by name, then id
  std::size_t unchanged = 0;
  VersionBump deserved =
      VersionBump::none;  // of the set as a whole: the highest of its rules, where an added one is minor
};

/// Compares two sets by meaning. Rules belong together by id; those that are left over by name, or else by the name of
/// the file. The engine's catalog tells result columns. The rules must outlive the result.
[[nodiscard]] RuleSetDifference compare_rules(std::span<const Rule> before, std::span<const Rule> after,
                                              const executor::Engine& engine, const executor::QueryContext& context);

}  // namespace kelpie::rules::tooling
