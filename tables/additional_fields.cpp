#include "tables/additional_fields.hpp"

namespace kelpie::tables {

void add_additional_fields(TableSchema& schema) {
  if (schema.find(additional_fields)) return;
  ColumnSchema column;
  column.name = additional_fields;
  column.type = Type::dynamic;
  column.description =
      "Fields of the event that no other column takes, by their paths; seen only where a query names it.";
  column.hidden = true;
  schema.columns.push_back(std::move(column));
}

std::optional<std::size_t> find_additional_fields(const TableSchema& schema) {
  const auto found = schema.find(additional_fields);
  return found && schema.columns[*found].hidden ? found : std::nullopt;
}

}  // namespace kelpie::tables
