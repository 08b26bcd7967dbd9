#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/rule.hpp"
#include "rules/rule_diagnostic.hpp"
#include "rules/tooling/version.hpp"

namespace kelpie::rules::tooling {

/// What a rule says under one key, in a form in which the same meaning is the same text: `1h` and `PT1H`, `gt` and
/// `GreaterThan`.
struct RuleFact {
  std::string_view field;                   // as files call it
  std::vector<std::string> values;          // none where it says nothing; where order has no meaning, sorted
  VersionBump weight = VersionBump::minor;  // what a change of it asks of the version
};

/// All that a rule says but id, version and query, always the same fields in the same order. A new field of rules is a
/// line of the list.
[[nodiscard]] std::vector<RuleFact> facts_of(const Rule& rule);

/// The query's syntax tree as text: layout and comments leave no trace. Nothing when it has errors, which are appended
/// with their places in the file.
[[nodiscard]] std::optional<std::string> query_tree(const Rule& rule, RuleDiagnostics& diagnostics);

}  // namespace kelpie::rules::tooling
