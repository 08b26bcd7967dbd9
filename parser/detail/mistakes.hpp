#pragma once

#include "parser/detail/state.hpp"

// Common slips: texts that are wrong in a way that deserves better than "expected ...".

namespace kelpie::parser::detail {

/// Past a word that may have dashes in it, as operator names have; `at` where none begins.
[[nodiscard]] Iterator scan_stage_name(Iterator at, Iterator end);

/// Stops the stage: the word is no operator, or one that Kelpie does not have. Names the nearest operator.
[[noreturn]] void fail_unknown_operator(State& state, Iterator at, Iterator past);

}  // namespace kelpie::parser::detail
