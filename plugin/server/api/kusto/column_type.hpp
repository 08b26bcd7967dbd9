#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "executor/plan/plan.hpp"
#include "tables/type.hpp"

namespace kelpie::server::kusto {

/// The .NET name that the first version of the protocol gives as DataType: "SByte", "Int64", "SqlDecimal", "Object".
[[nodiscard]] std::string_view data_type_of(tables::Type type);

enum class ColumnDescription { v1, v2 };
/// [{"ColumnName":"a","ColumnType":"long"}]; the first version says the DataType too.
void append_columns(const std::vector<executor::PlanColumn>& columns, ColumnDescription description, std::string& out);

}  // namespace kelpie::server::kusto
