#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "executor/plan/plan.hpp"
#include "reference/relation.hpp"

namespace kelpie::differential {

/// What one call of an aggregate gets: the rows of one group in their order, each with the values of the call's
/// arguments.
struct AggregateInput {
  std::vector<Row> rows;
  std::vector<tables::Type> types;                      // of the arguments
  std::vector<std::optional<tables::Value>> constants;  // by argument, where it is one
  std::vector<executor::PlanColumn> results;            // the columns that the call makes
};

/// count, sum, avg, min, max, dcount, make_list, make_set, arg_max, percentile, stdev and their kin, written from what
/// the reference says of them. Nothing where a call is none of these, or has arguments of which the reference says too
/// little.
[[nodiscard]] std::optional<std::vector<tables::Value>> central_aggregate(std::string_view name,
                                                                          const AggregateInput& input);

/// The engine's own aggregate, one row at a time in one group.
[[nodiscard]] std::vector<tables::Value> engine_aggregate(const executor::AggregateCall& call,
                                                          const AggregateInput& input);

}  // namespace kelpie::differential
