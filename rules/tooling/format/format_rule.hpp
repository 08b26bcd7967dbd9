#pragma once

#include <string>
#include <string_view>

#include "rules/rule_diagnostic.hpp"

namespace kelpie::rules::tooling {

/// What became of a file that was to be formatted.
struct FormattedRule {
  enum class Outcome {
    formatted,  // `text` is the new text, which may be the old one
    left,       // as it is, for `reason`: it is no rule, or has a form that is not formatted
    refused,    // it has errors; `diagnostics` has them
  };
  Outcome outcome = Outcome::formatted;
  std::string text;
  std::string reason;
  RuleDiagnostics diagnostics;
};

/// A rule file in one style: keys in the order of published rules, two blanks a level, the query as `kelpie fmt` writes
/// it in a block scalar, quotes only where they are needed, lines that end with \n and without blanks. Comments stay
/// where they belong. The file means the same: this is checked before it is given back. Formatting twice changes
/// nothing. Nothing is thrown for bad input.
[[nodiscard]] FormattedRule format_rule(std::string path, std::string_view text);

}  // namespace kelpie::rules::tooling
