#pragma once

#include <string_view>

namespace kelpie::rules {

/// How a rule is kept up to date.
///   stateless  its query looks at one row at a time: a row is tested once, when it arrives
///   mergeable  rows are tested once and summarized by slices of time; a run merges the slices of its window
///   general    what its query reads is kept as far as possible, and the rest of the query runs over that
enum class RuleClass { stateless, mergeable, general };

/// "stateless", "mergeable", "general".
[[nodiscard]] constexpr std::string_view name_of(RuleClass kind) {
  return kind == RuleClass::stateless ? "stateless" : kind == RuleClass::mergeable ? "mergeable" : "general";
}

}  // namespace kelpie::rules
