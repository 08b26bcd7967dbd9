#include "plugin/server/api/kusto/commands/schema_text.hpp"

#include "plugin/output/json_object.hpp"

namespace kelpie::server::kusto {

using plugin::JsonObject;

namespace {

std::string column_json(std::string_view name, tables::Type type, std::string_view description) {
  JsonObject column;
  column.text("Name", name).text("Type", tables::dotnet_name_of(type)).text("CslType", tables::name_of(type));
  if (!description.empty()) column.text("DocString", description);
  return column.done();
}

std::string columns_json(const tables::TableSchema& schema, bool described) {
  return plugin::json_list(shown_columns(schema), [described](const tables::ColumnSchema* column) {
    return column_json(column->name, column->type,
                       described ? std::string_view(column->description) : std::string_view());
  });
}

std::string parameter_json(const parser::FunctionParameter& parameter) {
  JsonObject out;
  out.text("Name", parameter.name.text);
  if (!parameter.tabular) {
    const auto type = tables::type_from_name(parameter.type).value_or(tables::Type::dynamic);
    out.text("Type", tables::dotnet_name_of(type)).text("CslType", tables::name_of(type));
    return out.done();
  }
  return out
      .raw("Columns", plugin::json_list(parameter.columns,
                                        [](const parser::ColumnDeclaration& column) {
                                          return column_json(
                                              column.name.text,
                                              tables::type_from_name(column.type).value_or(tables::Type::dynamic), {});
                                        }))
      .done();
}

std::string function_json(const executor::StoredFunction& function) {
  const parser::FunctionLiteral* literal = function.literal();
  return JsonObject()
      .text("Name", function.name())
      .raw("InputParameters", literal == nullptr ? "[]" : plugin::json_list(literal->parameters, parameter_json))
      .text("Body", body_text(function))
      .text("Folder", function.category())
      .text("DocString", function.description())
      .text("FunctionKind", "Unknown")
      .raw("OutputColumns", "[]")
      .done();
}

}  // namespace

std::string csl_schema(const tables::TableSchema& schema) {
  std::string out;
  for (const tables::ColumnSchema* column : shown_columns(schema)) {
    if (!out.empty()) out += ',';
    out += column->name + ":" + std::string(tables::name_of(column->type));
  }
  return out;
}

std::string table_schema_json(const tables::TableSchema& schema) {
  return JsonObject().text("Name", schema.name).raw("OrderedColumns", columns_json(schema, false)).done();
}

std::string body_text(const executor::StoredFunction& function) { return "{\n" + function.body() + "\n}"; }

std::string database_schema_json(std::string_view database, const QueryService::View& view) {
  JsonObject tables;
  for (const auto& table : tables_of(view)) {
    const tables::TableSchema& schema = table->schema();
    tables.raw(schema.name, JsonObject()
                                .text("Name", schema.name)
                                .text("Folder", "")
                                .text("DocString", schema.description)
                                .raw("OrderedColumns", columns_json(schema, true))
                                .done());
  }
  JsonObject functions;
  for (const executor::StoredFunction* function : view.engine->stored_functions().list())
    functions.raw(function->name(), function_json(*function));
  const std::string content = JsonObject()
                                  .text("Name", database)
                                  .raw("Tables", tables.done())
                                  .raw("ExternalTables", "{}")
                                  .raw("MaterializedViews", "{}")
                                  .raw("EntityGroups", "{}")
                                  .number("MajorVersion", 1)
                                  .number("MinorVersion", 0)
                                  .raw("Functions", functions.done())
                                  .text("DatabaseAccessMode", "ReadOnly")
                                  .done();
  return JsonObject().raw("Databases", JsonObject().raw(database, content).done()).done();
}

}  // namespace kelpie::server::kusto
