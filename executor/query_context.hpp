#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

namespace kelpie::executor {

/// Bounds of one query; over a bound the query fails with Kusto's code, never the process (Kusto reference: "Query limits").
struct QueryLimits {
  std::uint64_t result_rows = 500'000;                        // E_QUERY_RESULT_SET_TOO_LARGE
  std::uint64_t result_bytes = 64ull * 1024 * 1024;           // the same
  std::uint64_t memory_bytes = 5ull * 1024 * 1024 * 1024;     // E_RUNAWAY_QUERY: held by operators at once
  std::uint64_t intermediate_rows = 1'000'000'000;            // E_RUNAWAY_QUERY: rows that a join or an expansion may make
  std::optional<std::chrono::steady_clock::time_point> deadline;  // E_QUERY_TIMEOUT
};

/// A stretch of time in ticks, its end not in it.
struct TimeWindow {
  std::int64_t from = 0;
  std::int64_t to = 0;
};

/// What a query is given from outside. Nothing below reads a clock for values: `now` is one value in one query.
struct QueryContext {
  std::int64_t now = 0;  // ticks
  /// Set: rows of tables whose TimeGenerated lies outside are invisible to the query. It is compiled into the plan, as `now` is.
  std::optional<TimeWindow> window;
  unsigned threads = 1;
  std::size_t batch_rows = 16 * 1024;
  QueryLimits limits;
  /// Set by another thread to stop the query; may be null. Checked once a batch.
  const std::atomic<bool>* stop = nullptr;
};

}  // namespace kelpie::executor
