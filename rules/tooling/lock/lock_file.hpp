#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace kelpie::rules::tooling {

/// What a lock file knows of a rule. Hashes are 32 hex digits of XXH3-128: they show change, not forgery.
struct LockedRule {
  std::string version;  // empty: the rule had none
  std::string content;  // of all that the rule says but its version
  std::string query;    // of the query's syntax tree
  bool operator==(const LockedRule&) const = default;
};
/// By id.
using LockedRules = std::map<std::string, LockedRule>;

/// A line of a lock file that cannot be read.
struct LockProblem {
  std::size_t line = 0;  // 1-based
  std::string message;   // what was found and what was expected
};

struct LockFile {
  LockedRules rules;
  std::vector<LockProblem> problems;  // with one of these the file is damaged; the first ten
};

/// Reads a lock file: `kelpie-lock 1`, then a line a rule: id, version (- for none), content, query, with blanks
/// between. Empty lines and lines that begin with # are left out; order does not matter.
[[nodiscard]] LockFile read_lock(std::string_view text);

/// The same rules give the same bytes: sorted by id.
[[nodiscard]] std::string lock_text(const LockedRules& rules);

}  // namespace kelpie::rules::tooling
