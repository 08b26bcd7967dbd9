#include "tables/entra_schemas.hpp"

#include "tables/schema_data.hpp"

namespace kelpie::tables {

SchemaSet entra_schemas() {
  SchemaSet result;
  for (const TableData& table : entra_schema_data()) {
    TableSchema schema;
    schema.name = table.name;
    schema.category = table.category;
    schema.aliases.assign(table.aliases.begin(), table.aliases.end());
    schema.description = table.description;
    schema.identity.assign(table.identity.begin(), table.identity.end());
    schema.columns.reserve(table.columns.size());
    for (const ColumnData& column : table.columns) {
      schema.columns.push_back({column.name, column.type, column.description, column.source});
    }
    result.add(std::move(schema));
  }
  return result;
}

}  // namespace kelpie::tables
