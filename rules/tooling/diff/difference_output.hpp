#pragma once

#include <string>

#include "rules/tooling/diff/compare_rules.hpp"

namespace kelpie::rules::tooling {

/// For a reviewer: a block a rule, a field a line (`severity: Medium -> High`), lists and the query as lines with - and
/// +, and a last line that sums up. Names and texts stand in it as the files say them.
[[nodiscard]] std::string difference_text(const RuleSetDifference& difference);

/// One JSON object on one line: {"rules": [...], "unchanged": 0, "deserved": "minor"}.
[[nodiscard]] std::string difference_json(const RuleSetDifference& difference);

}  // namespace kelpie::rules::tooling
