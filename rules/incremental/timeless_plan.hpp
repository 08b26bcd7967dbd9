#pragma once

#include <string>
#include <utility>
#include <vector>

#include "rules/compile.hpp"
#include "rules/incremental/run_parameters.hpp"

namespace kelpie::rules {

/// A rule's query, bound and optimized for every time at once: now() is a parameter, and the window is not in it yet.
struct TimelessPlan {
  executor::PlanPtr plan;  // nullptr: there is none, see refusal
  /// The same query as a run would bind it: what the engine decides by the form of a plan is decided by this one's. As
  /// many inner joins.
  executor::PlanPtr bound;
  std::vector<std::pair<std::string, std::string>> options;
  std::string refusal;  // why each run binds the query anew, for people
};

[[nodiscard]] TimelessPlan timeless_plan(const CompiledRule& rule, const executor::Engine& engine,
                                         const executor::QueryContext& context, const RunParameters& parameters);

}  // namespace kelpie::rules
