#pragma once

#include <cstdint>
#include <string>

#include "rules/runtime/runtime.hpp"

namespace kelpie::rules {

/// All that is kept of a rule from one start of the process to the next.
struct RuleProgress {
  RuleState state;
  std::int64_t frequency = 0;  // ticks: of the rule when the next end was set
  std::int64_t first_end = 0;  // ticks: of the first window that was ever run; 0: the rule has not begun
  std::string failure_code;    // of the failures that state.failures counts
  unsigned attempts = 0;       // at the next window, all failed
  std::int64_t retry_at = 0;   // ticks: not before this time again
};

}  // namespace kelpie::rules
