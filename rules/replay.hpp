#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "executor/engine.hpp"
#include "rules/alert.hpp"
#include "rules/rule.hpp"
#include "rules/rule_diagnostic.hpp"

namespace kelpie::rules {

struct ReplayOptions {
  std::optional<std::int64_t> from;  // ticks; nothing: where the events begin
  std::optional<std::int64_t> to;    // ticks; nothing: where they end
  /// Runs at most, the last ones (Microsoft Sentinel's simulation shows 50). 0: all.
  std::uint64_t most_runs = 50;
};

/// One run of the past.
struct ReplayRun {
  executor::TimeWindow window;
  std::uint64_t rows = 0;    // that the query gave
  std::uint64_t alerts = 0;  // that the trigger raised
  bool suppressed = false;   // not made: the rule slept after an alert
  bool failed = false;
};

/// An entity and in how many alerts it was.
struct ReturningEntity {
  AlertEntity entity;
  std::uint64_t alerts = 0;
};

struct ReplayReport {
  std::vector<ReplayRun> runs;  // in order
  std::vector<Alert> alerts;
  std::vector<ReturningEntity> entities;  // the most frequent first, then by name
  std::uint64_t left_out = 0;             // runs before the first one that was made
  RuleDiagnostics diagnostics;            // with an error when the rule cannot be compiled, or a run failed
  bool stopped = false;
};

/// Runs a rule over past events at its own frequency, on the grid of `kelpie detect`. Deterministic. `progress` is
/// called with runs done and in all.
[[nodiscard]] ReplayReport replay(const Rule& rule, const executor::Engine& engine,
                                  const executor::QueryContext& context, const ReplayOptions& options,
                                  const std::function<void(std::uint64_t, std::uint64_t)>& progress = {});

}  // namespace kelpie::rules
