#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "executor/stored/stored_function.hpp"
#include "plugin/server/service/query_service.hpp"
#include "tables/table.hpp"

namespace kelpie::server::kusto {

/// The columns that a query sees without naming them.
[[nodiscard]] std::vector<const tables::ColumnSchema*> shown_columns(const tables::TableSchema& schema);
/// "TimeGenerated:datetime,UserPrincipalName:string"
[[nodiscard]] std::string csl_schema(const tables::TableSchema& schema);
/// {"Name":"T","OrderedColumns":[{"Name":...,"Type":"System.String","CslType":"string"}]}
[[nodiscard]] std::string table_schema_json(const tables::TableSchema& schema);
/// {"Databases":{"D":{...}}}: what editors complete names from (Kusto reference: ".show databases schema as json").
[[nodiscard]] std::string database_schema_json(std::string_view database, const QueryService::View& view);
/// A stored function's body in braces.
[[nodiscard]] std::string body_text(const executor::StoredFunction& function);

/// The tables of a view, in order of their names.
[[nodiscard]] std::vector<std::shared_ptr<const tables::Table>> tables_of(const QueryService::View& view);

}  // namespace kelpie::server::kusto
