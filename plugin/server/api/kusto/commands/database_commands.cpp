// .show databases and database, their schemas and entities (Kusto reference: "Databases management", "Schema").

#include "plugin/output/json_object.hpp"
#include "plugin/server/api/kusto/commands/command.hpp"
#include "plugin/server/api/kusto/commands/schema_text.hpp"
#include "plugin/server/api/kusto/problems.hpp"
#include "plugin/server/http/any_case.hpp"
#include "tables/dynamic.hpp"
#include "tables/guid.hpp"

namespace kelpie::server::kusto {

using tables::Type;
using tables::Value;

namespace {

Value text(std::string_view value) { return Value::string(std::string(value)); }

Value database_id(const Services& services) {
  const auto id = tables::parse_guid(services.workspace_id);
  return id ? Value::guid(*id) : Value(Type::guid);
}

void check_named(const CommandScene& scene) {
  for (const std::string& name : scene.values) check_database(scene.services, name);
}

CommandTable show_databases(const CommandScene& scene) {
  check_named(scene);
  return {{{"DatabaseName"},
           {"PersistentStorage"},
           {"Version"},
           {"IsCurrent", Type::boolean},
           {"DatabaseAccessMode"},
           {"PrettyName"},
           {"ReservedSlot1", Type::boolean},
           {"DatabaseId", Type::guid},
           {"InTransitionTo"},
           {"SuspensionState"}},
          {{text(scene.services.database), text(""), text("v1.0"), Value::boolean(true), text("ReadOnly"), text(""),
            Value(Type::boolean), database_id(scene.services), text(""), text("")}}};
}

CommandTable show_identity(const CommandScene& scene) {
  check_named(scene);
  return {{{"DatabaseName"},
           {"PersistentStorage"},
           {"Version"},
           {"IsCurrent", Type::boolean},
           {"DatabaseAccessMode"},
           {"PrettyName"},
           {"CurrentUseIsUnrestrictedViewer", Type::boolean},
           {"DatabaseId", Type::guid}},
          {{text(scene.services.database), text(""), text("v1.0"), Value::boolean(true), text("ReadOnly"), text(""),
            Value::boolean(true), database_id(scene.services)}}};
}

CommandTable show_details(const CommandScene& scene) {
  check_named(scene);
  return {{{"DatabaseName"},
           {"PersistentStorage"},
           {"Version"},
           {"IsCurrent", Type::boolean},
           {"DatabaseAccessMode"},
           {"PrettyName"},
           {"AuthorizedPrincipals"},
           {"RetentionPolicy"},
           {"MergePolicy"},
           {"CachingPolicy"},
           {"ShardingPolicy"},
           {"StreamingIngestionPolicy"},
           {"IngestionBatchingPolicy"},
           {"TotalSize", Type::real},
           {"DatabaseId", Type::guid}},
          {{text(scene.services.database), text(""), text("v1.0"), Value::boolean(true), text("ReadOnly"), text(""),
            text(""), text(""), text(""), text(""), text(""), text(""), text(""), Value(Type::real),
            database_id(scene.services)}}};
}

CommandTable show_schema(const CommandScene& scene) {
  check_named(scene);
  CommandTable out{{{"DatabaseName"},
                    {"TableName"},
                    {"ColumnName"},
                    {"ColumnType"},
                    {"IsDefaultTable", Type::boolean},
                    {"IsDefaultColumn", Type::boolean},
                    {"PrettyName"},
                    {"Version"},
                    {"Folder"},
                    {"DocString"}},
                   {}};
  const auto add = [&](std::string_view table, std::string_view column, std::string_view type, std::string_view version,
                       std::string_view description) {
    out.rows.push_back({text(scene.services.database), text(table), text(column), text(type), Value::boolean(false),
                        Value::boolean(false), text(""), text(version), text(""), text(description)});
  };
  const QueryService::View view = scene.services.queries.view();
  add("", "", "", "v1.0", "");
  for (const auto& table : tables_of(view)) {
    add(table->schema().name, "", "", "", table->schema().description);
    for (const tables::ColumnSchema* column : shown_columns(table->schema()))
      add(table->schema().name, column->name, tables::dotnet_name_of(column->type), "", column->description);
  }
  return out;
}

CommandTable show_schema_json(const CommandScene& scene) {
  check_named(scene);
  return {{{"DatabaseSchema"}},
          {{Value::string(database_schema_json(scene.services.database, scene.services.queries.view()))}}};
}

CommandTable show_csl_schema(const CommandScene& scene) {
  check_named(scene);
  CommandTable out{{{"TableName"}, {"Schema"}, {"DatabaseName"}, {"Folder"}, {"DocString"}}, {}};
  const QueryService::View view = scene.services.queries.view();
  for (const auto& table : tables_of(view)) {
    const tables::TableSchema& schema = table->schema();
    out.rows.push_back({text(schema.name), Value::string(csl_schema(schema)), text(scene.services.database), text(""),
                        text(schema.description)});
  }
  return out;
}

CommandTable show_entities(const CommandScene& scene) {
  check_named(scene);
  CommandTable out{{{"DatabaseName"},
                    {"EntityType"},
                    {"EntityName"},
                    {"DocString"},
                    {"Folder"},
                    {"CslInputSchema"},
                    {"Content"},
                    {"CslOutputSchema"},
                    {"Properties", Type::dynamic}},
                   {}};
  const QueryService::View view = scene.services.queries.view();
  for (const auto& table : tables_of(view)) {
    const tables::TableSchema& schema = table->schema();
    out.rows.push_back({text(scene.services.database), text("Table"), text(schema.name), text(schema.description),
                        text(""), text(""), text(""), Value::string(csl_schema(schema)), Value(Type::dynamic)});
  }
  for (const executor::StoredFunction* function : view.engine->stored_functions().list()) {
    out.rows.push_back({text(scene.services.database), text("Function"), text(function->name()),
                        text(function->description()), text(function->category()), Value::string(function->signature()),
                        Value::string(body_text(*function)), text(""), Value(Type::dynamic)});
  }
  return out;
}

/// Who is asking is all that is told of principals: tokens of others are nobody's business.
CommandTable show_principals(const CommandScene& scene) {
  check_named(scene);
  CommandTable out{
      {{"Role"}, {"PrincipalType"}, {"PrincipalDisplayName"}, {"PrincipalObjectId"}, {"PrincipalFQN"}, {"Notes"}}, {}};
  const auto add = [&](std::string_view role) {
    out.rows.push_back({Value::string("Database " + scene.services.database + " " + std::string(role)),
                        text("Kelpie caller"), text(scene.caller.name), text(""), text(scene.caller.name), text("")});
  };
  if (scene.caller.roles.holds(Role::admin)) add("Admin");
  if (scene.caller.roles.holds(Role::query)) add("Viewer");
  if (scene.caller.roles.holds(Role::ingest)) add("Ingestor");
  return out;
}

constexpr Command commands[] = {
    {"show databases", show_databases},
    {"show databases {list}", show_databases},
    {"show cluster databases", show_databases},
    {"show cluster databases {list}", show_databases},
    {"show database", show_databases},
    {"show databases identity", show_identity},
    {"show cluster databases identity", show_identity},
    {"show database identity", show_identity},
    {"show database {name} identity", show_identity},
    {"show databases details", show_details},
    {"show cluster databases details", show_details},
    {"show database details", show_details},
    {"show database {name} details", show_details},
    {"show schema", show_schema},
    {"show databases schema", show_schema},
    {"show databases {list} schema", show_schema},
    {"show database schema", show_schema},
    {"show database {name} schema", show_schema},
    {"show schema as json", show_schema_json},
    {"show databases schema as json", show_schema_json},
    {"show databases {list} schema as json", show_schema_json},
    {"show cluster schema as json", show_schema_json},
    {"show database schema as json", show_schema_json},
    {"show database {name} schema as json", show_schema_json},
    {"show database cslschema", show_csl_schema},
    {"show database {name} cslschema", show_csl_schema},
    {"show databases entities", show_entities},
    {"show databases {list} entities", show_entities},
    {"show database entities", show_entities},
    {"show database {name} entities", show_entities},
    {"show database principals", show_principals},
    {"show database {name} principals", show_principals},
    {"show database {name}", show_databases},
};

}  // namespace

std::span<const Command> database_commands() { return commands; }

bool is_database(const Services& services, std::string_view name) {
  return name.empty() || same_but_for_case(name, services.database) || same_but_for_case(name, "NetDefaultDB");
}

void check_database(const Services& services, std::string_view name) {
  if (!is_database(services, name))
    throw entity_not_found("Database", name, "There is one database here, '" + services.database + "'.");
}

}  // namespace kelpie::server::kusto
