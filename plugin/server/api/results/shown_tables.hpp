#pragma once

#include <memory>
#include <vector>

#include "plugin/server/service/query_service.hpp"
#include "tables/table.hpp"

namespace kelpie::server {

/// The tables of a view, in order of their names.
[[nodiscard]] std::vector<std::shared_ptr<const tables::Table>> tables_of(const QueryService::View& view);
/// The columns that a query sees without naming them.
[[nodiscard]] std::vector<const tables::ColumnSchema*> shown_columns(const tables::TableSchema& schema);

}  // namespace kelpie::server
