#pragma once

#include <string>

#include "executor/plan/plan.hpp"

namespace kelpie::rules {

/// Which column of a table a column of a plan hands on: "UserPrincipalName"; empty where it is computed. Columns of one
/// name in several tables tell the same things, and a union of the tables groups by them.
[[nodiscard]] std::string column_origin(const executor::PlanNode& plan, executor::ColumnId column);

}  // namespace kelpie::rules
