#pragma once

#include <span>
#include <string>
#include <vector>

#include "rules/rule.hpp"
#include "rules/rule_diagnostic.hpp"
#include "rules/tooling/lock/lock_file.hpp"

namespace kelpie::rules::tooling {

/// What is to be locked of rules. Those whose queries have errors are left out, and the errors appended.
[[nodiscard]] LockedRules lock_rules(std::span<const Rule> rules, RuleDiagnostics& diagnostics);

/// How a rule stands to the lock file.
enum class LockState {
  query_changed,    // the query is another, the version is not
  content_changed,  // something else is another, the version is not
  version_fell,     // lower than locked, or no version any more
  raised,           // changed, with a higher version: as it should be
  added,            // not in the lock file
  gone,             // only in the lock file
};

struct LockFinding {
  LockState state = LockState::added;
  std::string id;
  std::string locked_version, version;
  /// What is wrong rather than news: a check fails.
  [[nodiscard]] bool fails() const { return state <= LockState::version_fell; }
  /// What must not be written over without being told to.
  [[nodiscard]] bool forbids_update() const {
    return state == LockState::query_changed || state == LockState::version_fell;
  }
};

/// Rules that are not as locked, by state, then id.
[[nodiscard]] std::vector<LockFinding> compare_with_lock(const LockedRules& locked, const LockedRules& now);

}  // namespace kelpie::rules::tooling
