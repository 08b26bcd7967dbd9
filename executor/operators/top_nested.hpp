#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "executor/plan/plan.hpp"

namespace kelpie::executor {

/// One level of top-nested. Its expressions stand among those of the ComputeRows node, in this order: the values that
/// make its groups, the arguments of its aggregates, what is made of the aggregates (over `results`, the aggregates'
/// columns).
struct TopNestedLevel {
  std::optional<std::uint64_t> most;    // groups kept of each group above; absent: all
  std::optional<tables::Value> others;  // stands for the groups that are not kept, in a row of their own
  bool ascending = false;
  std::vector<AggregateCall> calls;    // without arguments
  std::vector<std::size_t> arguments;  // how many each call has
  std::vector<PlanColumn> results;
};

/// top-nested (Kusto reference: "top-nested operator"): groups within groups, of which the largest are kept. Columns: a
/// value and an aggregate a level.
[[nodiscard]] std::shared_ptr<const RowsFunction> make_top_nested(std::vector<TopNestedLevel> levels);

}  // namespace kelpie::executor
