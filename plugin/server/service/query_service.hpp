#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "executor/engine.hpp"
#include "plugin/server/access/caller.hpp"
#include "tables/table.hpp"

namespace kelpie::server {

/// What one query wants.
struct QueryWish {
  std::string text;
  executor::Engine::Parameters parameters;
  std::optional<executor::TimeWindow> timespan;         // rows outside are invisible
  std::optional<std::chrono::milliseconds> timeout;     // the server's own bound holds as well
  std::optional<std::uint64_t> result_rows;             // truncation: over it E_QUERY_RESULT_SET_TOO_LARGE; the server's bound holds as well
  std::optional<std::uint64_t> result_bytes;
  std::optional<std::int64_t> now;                      // ticks; nothing: the clock
  std::string id;                                       // by which it can be cancelled; the client's, empty: the request's
  std::string_view face;                                // "kusto", "log-analytics", "graph": for the audit log and metrics
  bool check_only = false;                              // columns without rows
};

/// What became of it.
struct QueryAnswer {
  enum class Outcome {
    answered,
    refused,    // the query is wrong: diagnostics
    limited,    // over a limit (E_RUNAWAY_QUERY, E_QUERY_RESULT_SET_TOO_LARGE, E_LOW_MEMORY_CONDITION): the last diagnostic
    timed_out,  // E_QUERY_TIMEOUT
    cancelled,
    busy,       // too many queries run or wait; worth another try
  };
  Outcome outcome = Outcome::answered;
  std::vector<executor::ResultTable> tables;
  parser::Diagnostics diagnostics;                     // warnings too
  std::shared_ptr<const tables::Catalog> catalog;      // what the tables' rows lie in
  std::string id;                                      // of the query
  double wait_milliseconds = 0, bind_milliseconds = 0, run_milliseconds = 0, processor_milliseconds = 0;
  std::uint64_t rows = 0;

  /// The error for a person, in one line with line and column; empty when it was answered.
  [[nodiscard]] std::string message(std::string_view text) const;
  /// Its code: "KS142", "E_RUNAWAY_QUERY", "SYN0002"-like codes are the parser's; empty when it was answered.
  [[nodiscard]] std::string code() const;
};

/// "answered", "timed out": for people, the audit log and metrics.
[[nodiscard]] std::string_view name_of(QueryAnswer::Outcome outcome);

struct RunningQuery {
  std::string id, caller, face, text;
  std::int64_t began = 0;  // ticks
};

/// Runs queries of many callers over what is stored at the moment, within the bounds of their roles. Thread-safe.
class QueryService {
 public:
  virtual ~QueryService() = default;
  /// Blocks while the query waits for its turn and runs. `gone`, when it is set meanwhile, cancels it; may be null. Audited and counted. Nothing is thrown for
  /// bad queries. Throws std::bad_alloc.
  [[nodiscard]] virtual QueryAnswer run(const Caller& caller, const QueryWish& wish, const std::atomic<bool>* gone) = 0;
  /// Stops a query by its id: one's own, or anybody's for an admin. False: none of that id runs.
  virtual bool cancel(const Caller& caller, std::string_view id) = 0;
  [[nodiscard]] virtual std::vector<RunningQuery> running() const = 0;

  /// The tables as they are now, with an engine over them: for listings of tables and functions.
  struct View {
    std::shared_ptr<const tables::Catalog> catalog;
    std::shared_ptr<const executor::Engine> engine;
  };
  [[nodiscard]] virtual View view() = 0;
};

}  // namespace kelpie::server
