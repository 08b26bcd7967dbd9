#pragma once

#include <string>

#include "executor/plan/plan.hpp"

namespace kelpie::rules {

/// Which column of which table a column of a plan hands on: "SigninLogs 12"; empty where it is computed.
[[nodiscard]] std::string column_origin(const executor::PlanNode& plan, executor::ColumnId column);

}  // namespace kelpie::rules
