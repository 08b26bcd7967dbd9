#pragma once

#include <cstdint>

#include "executor/functions/registry.hpp"
#include "executor/plan/plan.hpp"

namespace kelpie::executor {

/// The same plan over the rows whose TimeGenerated lies in [from, to) (ticks): a filter over every scan of a table that has the column as a
/// datetime; rows without a time are invisible. Sub-queries and sub-plans are restricted too. Must stand before optimize(), which moves
/// the bounds into the scans; it needs scans of all columns, as the binder makes them.
[[nodiscard]] PlanPtr restrict_time(const PlanPtr& plan, std::int64_t from, std::int64_t to, const FunctionRegistry& functions,
                                    std::string_view time_column = "TimeGenerated");

}  // namespace kelpie::executor
