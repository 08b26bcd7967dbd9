#pragma once

#include <optional>
#include <vector>

#include "executor/functions/registry.hpp"
#include "executor/plan/plan.hpp"
#include "rules/incremental/row_chain.hpp"

namespace kelpie::rules {

/// A summarize in two steps: over each slice of time, and over what the slices gave. The second gives what the whole
/// would have given, to the order of groups and of the elements of sets, when the rows of the first step lie in the
/// order in which their groups were first met.
///
/// Numbers are added up, extremes compared. What only asks which values there are (dcount, make_set, take_any) is not
/// summarized in the first step: its values become keys of it, and the second step sees each of them once a slice, in
/// order of appearance. Sums of reals are not taken apart: the order of adding shows in their last digits.
struct PartialSummary {
  executor::PlanPtr first;     // over new rows; columns: keys, values, the slice's time, results
  executor::Aggregate second;  // over `columns`
  std::vector<executor::PlanColumn> columns;
  executor::PlanColumn time;                            // among the columns
  std::vector<executor::ExpressionPtr> time_conjuncts;  // over `time`
  std::shared_ptr<NewRows> rows;
};

/// Nothing where the node is no summarize over a row chain, or one that cannot be taken apart.
[[nodiscard]] std::optional<PartialSummary> match_partial_summary(const executor::PlanNode& node,
                                                                  const executor::FunctionRegistry& functions,
                                                                  ChainContext& context, NewRows::Slices slices);

}  // namespace kelpie::rules
