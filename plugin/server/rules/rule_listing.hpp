#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/load.hpp"
#include "rules/runtime/prepared_rules.hpp"
#include "rules/runtime/runtime.hpp"

namespace kelpie::server {

/// What a rule of the files is to the server.
enum class RuleStanding {
  running,  // it runs when it is due
  off,      // its file says `enabled: false`
  hunting,  // a hunting query, which is for people to run
  refused,  // its file or query is wrong
};
[[nodiscard]] std::string_view name_of(RuleStanding standing);

/// A rule as it was read.
struct ListedRule {
  rules::Rule rule;
  RuleStanding standing = RuleStanding::running;
  std::string problem;  // of a refused one: what is wrong, in lines for a person
};

/// All rules of the files, by name and then id. Immutable.
class RuleListing {
 public:
  RuleListing() = default;
  /// `loaded` as the runtime prepared it; `all` has what either of both said.
  RuleListing(const rules::LoadedRules& loaded, const rules::PreparedRules& prepared,
              const rules::RuleDiagnostics& all);

  [[nodiscard]] const std::vector<ListedRule>& rules() const { return rules_; }
  [[nodiscard]] const ListedRule* find(std::string_view id) const;
  [[nodiscard]] std::size_t count(RuleStanding standing) const;

 private:
  std::vector<ListedRule> rules_;
};

/// How the rules that run are doing, by id.
struct RunningState {
  rules::RuleState state;
  std::optional<std::int64_t> ran_at;  // ticks of the clock: the last run of this process
};
using RunningStates = std::map<std::string, RunningState, std::less<>>;

}  // namespace kelpie::server
