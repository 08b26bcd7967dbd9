// Queries under way, and their end (Kusto reference: ".show queries", ".cancel query").

#include <algorithm>

#include "plugin/server/api/kusto/commands/command.hpp"
#include "plugin/server/api/kusto/problems.hpp"
#include "tables/guid.hpp"

namespace kelpie::server::kusto {

using tables::Type;
using tables::Value;

namespace {

/// One's own; an admin sees everybody's.
CommandTable show_queries(const CommandScene& scene) {
  CommandTable out{{{"ClientActivityId"},
                    {"Text"},
                    {"Database"},
                    {"StartedOn", Type::datetime},
                    {"LastUpdatedOn", Type::datetime},
                    {"Duration", Type::timespan},
                    {"State"},
                    {"RootActivityId", Type::guid},
                    {"User"},
                    {"FailureReason"},
                    {"TotalCpu", Type::timespan},
                    {"CacheStatistics", Type::dynamic},
                    {"Application"},
                    {"MemoryPeak", Type::long_},
                    {"ScannedExtentsStatistics", Type::dynamic},
                    {"Principal"},
                    {"ClientRequestProperties", Type::dynamic},
                    {"ResultSetStatistics", Type::dynamic},
                    {"WorkloadGroup"}},
                   {}};
  const std::int64_t now = scene.services.now();
  const Value nothing(Type::dynamic);
  for (const RunningQuery& query : scene.services.queries.running()) {
    if (query.caller != scene.caller.name && !scene.caller.roles.holds(Role::admin)) continue;
    const auto root = tables::parse_guid(query.id);
    out.rows.push_back({Value::string(query.id), Value::string(query.text), Value::string(scene.services.database),
                        Value::datetime(query.began), Value::datetime(now),
                        Value::timespan(std::max<std::int64_t>(0, now - query.began)), Value::string("InProgress"),
                        root ? Value::guid(*root) : Value(Type::guid), Value::string(query.caller), Value::string(""),
                        Value(Type::timespan), nothing, Value::string(query.face), Value(Type::long_), nothing,
                        Value::string(query.caller), nothing, nothing, Value::string("")});
  }
  return out;
}

CommandTable cancel_query(const CommandScene& scene) {
  const bool stopped = scene.services.queries.cancel(scene.caller, scene.value(0));
  return {{{"ClientRequestId"}, {"RunningQueryCanceled", Type::boolean}},
          {{Value::string(std::string(scene.value(0))), Value::boolean(stopped)}}};
}

constexpr Command commands[] = {
    {"show queries", show_queries},
    {"show running queries", show_queries},
    {"show running queries by *", show_queries},
    {"show running queries by user {text}", show_queries},
    {"cancel query {text}", cancel_query},
};

}  // namespace

std::span<const Command> query_commands() { return commands; }

}  // namespace kelpie::server::kusto
