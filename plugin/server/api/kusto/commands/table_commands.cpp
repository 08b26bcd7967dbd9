// .show tables and table (Kusto reference: "Tables management").

#include <algorithm>

#include "plugin/output/table_extent.hpp"
#include "plugin/server/api/kusto/commands/command.hpp"
#include "plugin/server/api/kusto/commands/schema_text.hpp"
#include "plugin/server/api/kusto/problems.hpp"

namespace kelpie::server::kusto {

using tables::Type;
using tables::Value;

namespace {

using TableList = std::vector<std::shared_ptr<const tables::Table>>;

Value text(std::string_view value) { return Value::string(std::string(value)); }

std::shared_ptr<const tables::Table> find_table(const QueryService::View& view, std::string_view name) {
  auto table = view.catalog->find(name);
  if (table == nullptr) throw entity_not_found("Table", name, "`.show tables` lists those that there are.");
  return table;
}

/// Those that the command names, or all.
TableList chosen(const CommandScene& scene, const QueryService::View& view) {
  if (scene.values.empty()) return tables_of(view);
  TableList tables;
  for (const std::string& name : scene.values) tables.push_back(find_table(view, name));
  return tables;
}

CommandTable show_tables(const CommandScene& scene) {
  CommandTable out{{{"TableName"}, {"DatabaseName"}, {"Folder"}, {"DocString"}}, {}};
  const QueryService::View view = scene.services.queries.view();
  for (const auto& table : chosen(scene, view))
    out.rows.push_back(
        {text(table->schema().name), text(scene.services.database), text(""), text(table->schema().description)});
  return out;
}

CommandTable show_details(const CommandScene& scene) {
  CommandTable out{{{"TableName"},
                    {"DatabaseName"},
                    {"Folder"},
                    {"DocString"},
                    {"TotalExtents", Type::long_},
                    {"TotalExtentSize", Type::real},
                    {"TotalOriginalSize", Type::real},
                    {"TotalRowCount", Type::long_},
                    {"HotExtents", Type::long_},
                    {"HotExtentSize", Type::real},
                    {"HotOriginalSize", Type::real},
                    {"HotRowCount", Type::long_},
                    {"AuthorizedPrincipals"},
                    {"RetentionPolicy"},
                    {"CachingPolicy"},
                    {"ShardingPolicy"},
                    {"MergePolicy"},
                    {"StreamingIngestionPolicy"},
                    {"IngestionBatchingPolicy"},
                    {"MinExtentsCreationTime", Type::datetime},
                    {"MaxExtentsCreationTime", Type::datetime},
                    {"RowOrderPolicy"}},
                   {}};
  const QueryService::View view = scene.services.queries.view();
  const Value unknown(Type::real), never(Type::datetime);
  for (const auto& table : chosen(scene, view)) {
    const auto extents = Value::long_(static_cast<std::int64_t>(table->segments().size()));
    const auto rows = Value::long_(static_cast<std::int64_t>(plugin::extent_of(*table).rows));
    out.rows.push_back({text(table->schema().name),
                        text(scene.services.database),
                        text(""),
                        text(table->schema().description),
                        extents,
                        unknown,
                        unknown,
                        rows,
                        extents,
                        unknown,
                        unknown,
                        rows,
                        text(""),
                        text(""),
                        text(""),
                        text(""),
                        text(""),
                        text(""),
                        text(""),
                        never,
                        never,
                        text("")});
  }
  return out;
}

CommandTable with_schema(const CommandScene& scene, std::string (*schema_of)(const tables::TableSchema&)) {
  const QueryService::View view = scene.services.queries.view();
  const auto table = find_table(view, scene.value(0));
  const tables::TableSchema& schema = table->schema();
  return {{{"TableName"}, {"Schema"}, {"DatabaseName"}, {"Folder"}, {"DocString"}},
          {{text(schema.name), Value::string(schema_of(schema)), text(scene.services.database), text(""),
            text(schema.description)}}};
}

CommandTable show_csl_schema(const CommandScene& scene) { return with_schema(scene, csl_schema); }
CommandTable show_schema_json(const CommandScene& scene) { return with_schema(scene, table_schema_json); }

CommandTable show_table(const CommandScene& scene) {
  CommandTable out{{{"AttributeName"},
                    {"AttributeType"},
                    {"ExtentSize", Type::long_},
                    {"CompressionRatio", Type::real},
                    {"IndexSize", Type::long_},
                    {"IndexSizePercent", Type::real},
                    {"OriginalSize", Type::long_},
                    {"AttributeId", Type::guid},
                    {"SharedIndexSize", Type::long_},
                    {"StorageEngineVersion"}},
                   {}};
  const QueryService::View view = scene.services.queries.view();
  const auto table = find_table(view, scene.value(0));
  const Value number(Type::long_), real(Type::real);
  for (const tables::ColumnSchema* column : shown_columns(table->schema()))
    out.rows.push_back({text(column->name), text(tables::name_of(column->type)), number, real, number, real, number,
                        Value(Type::guid), number, text("")});
  return out;
}

constexpr Command commands[] = {
    {"show tables", show_tables},
    {"show tables {list}", show_tables},
    {"show tables details", show_details},
    {"show tables {list} details", show_details},
    {"show table {name}", show_table},
    {"show table {name} details", show_details},
    {"show table {name} cslschema", show_csl_schema},
    {"show table {name} schema", show_csl_schema},
    {"show table {name} schema as csl", show_csl_schema},
    {"show table {name} schema as json", show_schema_json},
};

}  // namespace

std::span<const Command> table_commands() { return commands; }

}  // namespace kelpie::server::kusto
