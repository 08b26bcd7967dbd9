#pragma once

#include "executor/functions/kernel.hpp"
#include "executor/functions/string_operators/needle_matcher.hpp"

namespace kelpie::executor {

/// Makes kernels for `text OPERATOR needle`, both strings; `negated` for the operators with an exclamation mark.
[[nodiscard]] KernelFactory needle_operator(TextQuestion question, CaseRule rule, bool negated);

}  // namespace kelpie::executor
