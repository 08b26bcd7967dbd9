#include "plugin/server/api/log_analytics/metadata.hpp"

#include <map>
#include <vector>

#include "plugin/output/json_object.hpp"
#include "plugin/server/api/results/shown_tables.hpp"
#include "plugin/server/service/query_service.hpp"
#include "tables/table.hpp"

namespace kelpie::server::log_analytics {

using plugin::JsonObject;

namespace {

std::string column_json(const tables::ColumnSchema& column) {
  JsonObject out;
  out.text("name", column.name).text("type", tables::name_of(column.type));
  if (!column.description.empty()) out.text("description", column.description);
  return out.done();
}

std::string table_json(const tables::Table& table) {
  const tables::TableSchema& schema = table.schema();
  JsonObject out;
  out.text("id", schema.name).text("name", schema.name);
  if (!schema.description.empty()) out.text("description", schema.description);
  if (schema.find("TimeGenerated")) out.text("timespanColumn", "TimeGenerated");
  bool rows = false;
  for (const auto& segment : table.segments()) rows = rows || segment->size() > 0;
  return out.boolean("hasData", rows)
      .raw("columns", plugin::json_list(shown_columns(schema),
                                        [](const tables::ColumnSchema* column) { return column_json(*column); }))
      .raw("related", schema.category.empty()
                          ? "{}"
                          : JsonObject().texts("categories", std::vector<std::string>{schema.category}).done())
      .done();
}

std::string function_json(const executor::StoredFunction& function) {
  return JsonObject()
      .text("id", function.name())
      .text("name", function.name())
      .text("displayName", function.name())
      .text("description", function.description())
      .text("parameters", function.signature())
      .text("body", function.body())
      .raw("related", "{}")
      .done();
}

}  // namespace

std::string metadata_json(Services& services) {
  const QueryService::View view = services.queries.view();
  std::string tables = "[";
  std::vector<std::string> names;
  std::map<std::string, std::vector<std::string>> categories;
  for (const auto& table : tables_of(view)) {
    const std::string& name = table->schema().name;
    if (tables.size() > 1) tables += ',';
    tables += table_json(*table);
    names.push_back(name);
    if (!table->schema().category.empty()) categories[table->schema().category].push_back(name);
  }
  tables += ']';
  const std::string id = services.workspace_id.empty() ? services.database : services.workspace_id;
  const std::string workspace = JsonObject()
                                    .text("id", id)
                                    .text("name", services.database)
                                    .text("resourceId", "/workspaces/" + id)
                                    .raw("related", JsonObject().texts("tables", names).done())
                                    .done();
  return JsonObject()
      .raw("tables", tables)
      .raw("functions",
           plugin::json_list(view.engine->stored_functions().list(),
                             [](const executor::StoredFunction* function) { return function_json(*function); }))
      .raw("categories", plugin::json_list(categories,
                                           [](const auto& category) {
                                             return JsonObject()
                                                 .text("id", category.first)
                                                 .text("displayName", category.first)
                                                 .raw("related", JsonObject().texts("tables", category.second).done())
                                                 .done();
                                           }))
      .raw("solutions", "[]")
      .raw("resourceTypes", "[]")
      .raw("queries", "[]")
      .raw("workspaces", "[" + workspace + "]")
      .done();
}

}  // namespace kelpie::server::log_analytics
