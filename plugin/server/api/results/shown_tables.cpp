#include "plugin/server/api/results/shown_tables.hpp"

namespace kelpie::server {

std::vector<std::shared_ptr<const tables::Table>> tables_of(const QueryService::View& view) {
  std::vector<std::shared_ptr<const tables::Table>> tables;
  for (const std::string& name : view.catalog->names()) {
    if (auto table = view.catalog->find(name)) tables.push_back(std::move(table));
  }
  return tables;
}

std::vector<const tables::ColumnSchema*> shown_columns(const tables::TableSchema& schema) {
  std::vector<const tables::ColumnSchema*> columns;
  for (const tables::ColumnSchema& column : schema.columns) {
    if (!column.hidden) columns.push_back(&column);
  }
  return columns;
}

}  // namespace kelpie::server
