#include "rules/testing/test_environment.hpp"

#include "tables/ingestion_time.hpp"

namespace kelpie::rules::testing {

tables::TableSchema with_arrivals(tables::TableSchema schema) {
  std::erase_if(schema.columns,
                [](const tables::ColumnSchema& column) { return column.name == tables::ingestion_time_column; });
  tables::ColumnSchema arrival;
  arrival.name = std::string(tables::ingestion_time_column);
  arrival.type = tables::Type::datetime;
  arrival.description = "When the row arrived.";
  arrival.hidden = true;
  schema.columns.push_back(std::move(arrival));
  return schema;
}

TestEnvironment make_test_environment(tables::SchemaSet schemas,
                                      std::shared_ptr<const executor::FunctionRegistry> functions,
                                      std::shared_ptr<const executor::StoredFunctions> stored) {
  TestEnvironment environment;
  environment.schemas = std::move(schemas);
  environment.functions = std::move(functions);
  environment.stored = std::move(stored);
  for (const tables::TableSchema& schema : environment.schemas.all()) {
    environment.empty_tables.add(std::make_shared<tables::MemoryTable>(with_arrivals(schema)));
  }
  return environment;
}

}  // namespace kelpie::rules::testing
