#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "executor/engine.hpp"
#include "rules/alert.hpp"
#include "rules/rule.hpp"
#include "rules/rule_diagnostic.hpp"

namespace kelpie::rules {

/// When rules run. With `at`: each once, over the period before that time. With `from` and `to`: each on its schedule, first at
/// from + frequency, last not after `to`. With neither: on schedule over all events that there are, until the last one was seen.
struct DetectOptions {
  std::optional<std::int64_t> at;    // ticks
  std::optional<std::int64_t> from;  // ticks
  std::optional<std::int64_t> to;    // ticks
  /// Hunting queries have no schedule; when asked for they run once, at the end of the time.
  bool include_hunting = false;
  /// Runs of all rules together; beyond it the detection stops and says so.
  std::uint64_t max_evaluations = 10'000'000;
  /// Look at each event once for all runs (IncrementalRules); false: each run is a query over its whole window. The report is the same.
  bool incremental = true;
  /// Most memory for what is kept of events meanwhile, bytes.
  std::size_t memory_bytes = std::size_t{1} << 30;
};

/// A rule that did not run, or stopped, and why (the errors are in the report's diagnostics, too).
struct RefusedRule {
  std::string id;
  std::string name;
  std::string path;
  RuleDiagnostics diagnostics;
};

struct DetectReport {
  std::vector<Alert> alerts;    // by time of the run, then in the order of the rules
  RuleDiagnostics diagnostics;  // of compiling and running: errors of refused rules and warnings of all
  std::vector<RefusedRule> refused;
  std::uint64_t rules = 0;        // that ran
  std::uint64_t evaluations = 0;  // runs of rules
  std::uint64_t skipped = 0;      // runs that needed no work, because nothing happened in their window
  std::uint64_t suppressed = 0;   // runs that a rule slept through
  std::uint64_t failed = 0;       // runs that ended with an error
  std::int64_t from = 0;          // ticks: the time that the schedule covered
  std::int64_t to = 0;
};

/// Called now and then with runs done and runs in all.
using DetectProgress = std::function<void(std::uint64_t done, std::uint64_t total)>;

/// Compiles the rules, runs them over the engine's catalog and gives the alerts. `context` carries limits, threads and the stop token; its
/// `now` does not matter. A rule that cannot be compiled does not stop the others. Deterministic: the same rules and events give the same
/// report. Throws std::bad_alloc when memory runs out.
[[nodiscard]] DetectReport detect(std::span<const Rule> rules, const executor::Engine& engine, const executor::QueryContext& context,
                                  const DetectOptions& options = {}, const DetectProgress& progress = {});

}  // namespace kelpie::rules
