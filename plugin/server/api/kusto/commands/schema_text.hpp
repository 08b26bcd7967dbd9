#pragma once

#include <string>
#include <string_view>

#include "executor/stored/stored_function.hpp"
#include "plugin/server/api/results/shown_tables.hpp"
#include "plugin/server/service/query_service.hpp"
#include "tables/table.hpp"

namespace kelpie::server::kusto {

/// "TimeGenerated:datetime,UserPrincipalName:string"
[[nodiscard]] std::string csl_schema(const tables::TableSchema& schema);
/// {"Name":"T","OrderedColumns":[{"Name":...,"Type":"System.String","CslType":"string"}]}
[[nodiscard]] std::string table_schema_json(const tables::TableSchema& schema);
/// {"Databases":{"D":{...}}}: what editors complete names from (Kusto reference: ".show databases schema as json").
[[nodiscard]] std::string database_schema_json(std::string_view database, const QueryService::View& view);
/// A stored function's body in braces.
[[nodiscard]] std::string body_text(const executor::StoredFunction& function);

}  // namespace kelpie::server::kusto
