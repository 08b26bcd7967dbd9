#pragma once

#include <string>

#include "executor/plan/plan.hpp"

namespace kelpie::rules {

/// What a person calls an operator that looks at more than one row: "join", "summarize"; empty for one that does not.
[[nodiscard]] std::string operator_name(const executor::PlanNode& node);

}  // namespace kelpie::rules
