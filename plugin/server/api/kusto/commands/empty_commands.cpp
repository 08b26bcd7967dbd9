// Things that Kusto's clients list when they open a database and that there are none of here. A refusal would read as a
// broken connection.

#include "plugin/server/api/kusto/commands/command.hpp"

namespace kelpie::server::kusto {

using tables::Type;

namespace {

CommandTable materialized_views(const CommandScene&) {
  return {{{"Name"},
           {"SourceTable"},
           {"Query"},
           {"MaterializedTo", Type::datetime},
           {"LastRun", Type::datetime},
           {"LastRunResult"},
           {"IsHealthy", Type::boolean},
           {"IsEnabled", Type::boolean},
           {"Folder"},
           {"DocString"},
           {"AutoUpdateSchema", Type::boolean},
           {"EffectiveDateTime", Type::datetime},
           {"Lookback", Type::timespan}},
          {}};
}
CommandTable external_tables(const CommandScene&) {
  return {
      {{"TableName"}, {"TableType"}, {"Folder"}, {"DocString"}, {"Properties"}, {"ConnectionStrings", Type::dynamic}},
      {}};
}
CommandTable entity_groups(const CommandScene&) { return {{{"Name"}, {"Entities"}}, {}}; }
CommandTable graph_models(const CommandScene&) {
  return {{{"Name"}, {"CreationTime", Type::datetime}, {"Id"}, {"Model"}, {"Folder"}, {"DocString"}}, {}};
}
CommandTable graph_snapshots(const CommandScene&) {
  return {
      {{"Name"}, {"SnapshotTime", Type::datetime}, {"ModelName"}, {"ModelId"}, {"ModelCreationTime", Type::datetime}},
      {}};
}
CommandTable ingestion_mappings(const CommandScene&) {
  return {{{"Name"}, {"Kind"}, {"Mapping"}, {"LastUpdatedOn", Type::datetime}, {"Database"}, {"Table"}}, {}};
}
CommandTable operations(const CommandScene&) {
  return {{{"OperationId", Type::guid},
           {"Operation"},
           {"NodeId"},
           {"StartedOn", Type::datetime},
           {"LastUpdatedOn", Type::datetime},
           {"Duration", Type::timespan},
           {"State"},
           {"Status"},
           {"RootActivityId", Type::guid},
           {"ShouldRetry", Type::boolean},
           {"Database"},
           {"Principal"},
           {"User"},
           {"AdminEpochStartTime", Type::datetime}},
          {}};
}

constexpr Command commands[] = {
    {"show materialized-views", materialized_views},
    {"show materialized-views details", materialized_views},
    {"show external tables", external_tables},
    {"show entity_groups", entity_groups},
    {"show graph_models", graph_models},
    {"show graph_models details", graph_models},
    {"show graph_snapshots *", graph_snapshots},
    {"show ingestion mappings", ingestion_mappings},
    {"show table {name} ingestion mappings", ingestion_mappings},
    {"show table {name} ingestion {name} mappings", ingestion_mappings},
    {"show operations", operations},
};

}  // namespace

std::span<const Command> empty_commands() { return commands; }

}  // namespace kelpie::server::kusto
