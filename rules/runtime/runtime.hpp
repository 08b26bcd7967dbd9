#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "executor/engine.hpp"
#include "rules/alert.hpp"
#include "rules/compile.hpp"
#include "rules/rule.hpp"
#include "rules/rule_diagnostic.hpp"
#include "rules/runtime/clock.hpp"
#include "rules/runtime/event_stream.hpp"
#include "rules/runtime/incident.hpp"
#include "rules/sink.hpp"
#include "tables/text.hpp"

namespace kelpie::rules {

/// What one run of a rule may cost; over it the run fails with the engine's code.
struct RuleBudget {
  std::uint64_t memory_bytes = std::uint64_t{2} << 30;
  std::chrono::milliseconds time{std::chrono::minutes(4)};
  std::uint64_t result_rows = 500'000;
};

struct RuntimeOptions {
  /// File of the state; ":memory:" keeps none. Made when there is none.
  std::string state = ":memory:";
  /// How long after the end of its window a scheduled rule runs, so that late events are in it (Sentinel: five minutes). Ticks.
  std::int64_t scheduled_delay = 5 * tables::ticks_per_minute;
  /// How long an NRT rule waits for a minute of arrivals to be complete when nothing later arrives. Ticks.
  std::int64_t nrt_delay = 2 * tables::ticks_per_minute;
  /// How often a window is run again for events that came late, each a frequency of the rule after the one before. What it then finds more has ids of its own;
  /// what was found before has the same and is not told again.
  unsigned reconcile = 0;
  RuleBudget budget;
  /// Failures of one kind, one run after the other, after which a rule is disabled when they are of its own making (Sentinel: permanent failures).
  unsigned failures_until_disabled = 5;
  /// Where a rule that was never seen begins: windows that end after this. Nothing: with the window that has ended last at the clock's time; or, with
  /// `start_with_events`, with the first that holds an event.
  std::optional<std::int64_t> start;
  bool start_with_events = false;
  /// How long alerts that every sink has, and closed incidents, are kept, in ticks: they go when their window ended so long before the next one of their rule. Never
  /// less than the rule needs to tell nothing twice and to group alerts. (Microsoft Sentinel keeps SecurityAlert and SecurityIncident for 90 days at no charge.)
  std::int64_t keep = 90 * tables::ticks_per_day;
  /// How often what is older is removed.
  std::chrono::milliseconds prune_every{std::chrono::minutes(10)};
  unsigned threads = 1;
  /// Set by another thread to end step() soon, between two runs or within one; may be null.
  const std::atomic<bool>* stop = nullptr;
};

/// How a rule is doing.
struct RuleState {
  std::string id;
  std::string name;
  std::string version;
  std::string path;
  std::int64_t next_end = 0;      // ticks: end of the next window to be run
  std::int64_t sleeps_until = 0;  // ticks: suppressed until
  std::uint64_t runs = 0;
  std::uint64_t alerts = 0;
  std::uint64_t suppressed = 0;
  std::uint64_t late_rows = 0;  // that came when every window that holds them had been run for the last time
  std::uint64_t failures = 0;   // one after the other
  std::string failure;          // code and message of the last one; empty after a run that went well
  bool disabled = false;        // by the runtime; a new version of the rule enables it
  std::int64_t last_run_microseconds = 0;
};

/// Rules that are ready to take the place of those that run. Opaque; made by prepare().
class PreparedRules;
struct Preparation {
  std::shared_ptr<PreparedRules> rules;  // nullptr when they are refused
  RuleDiagnostics diagnostics;
  std::size_t count = 0;  // of rules that are ready
};
/// What becomes of all rules when one of them does not bind.
enum class Refused { all, only_itself };

/// What one step did.
struct StepReport {
  std::vector<Alert> alerts;    // new ones, in the order of their runs; those that were told before are not here
  std::vector<Incident> incidents;  // that are new or have new alerts
  RuleDiagnostics diagnostics;  // of runs that failed
  std::uint64_t runs = 0;
  std::uint64_t suppressed = 0;
  bool more = false;  // runs are due that this step left to the next one
};

/// Runs rules over events as they arrive: windows of event time, each run once, those of one rule in the order of their ends, however often the process is killed. Everything
/// that must not be forgotten (how far each rule is, suppression, alerts and to whom they were delivered, incidents) is in one SQLite file and changes in one
/// transaction a step: an alert is either there with the run that raised it, or the run is made again and raises it under the same id.
///
/// step() and commit() belong to one thread; prepare(), states() and the outbox may be used by others at the same time.
class RuleRuntime {
 public:
  /// `engine` stands over `catalog`, which the runtime sets to the stream's snapshots. All are borrowed. `sinks` are names of receivers: each alert waits
  /// in the outbox for each of them. Throws RuntimeStateError when the state cannot be opened or is of another format.
  RuleRuntime(const executor::Engine& engine, CurrentCatalog& catalog, EventStream& stream, const Clock& clock, std::vector<std::string> sinks,
              RuntimeOptions options);
  ~RuleRuntime();
  RuleRuntime(const RuleRuntime&) = delete;
  RuleRuntime& operator=(const RuleRuntime&) = delete;

  /// Compiles rules for a later commit(); those that run go on. Hunting queries and disabled rules are left out. A rule whose query does not bind refuses
  /// all of them, unless it is to be left out itself. Thread-safe.
  [[nodiscard]] Preparation prepare(std::vector<Rule> rules, Refused refused = Refused::all) const;
  /// The prepared rules run from the next step on. A rule of an id that ran before goes on where that was; of a new version, it is enabled again.
  void commit(std::shared_ptr<PreparedRules> rules);

  /// Looks at what has arrived and makes the runs that are due at the clock's time, as many as a second allows (StepReport::more): whoever has much to make up
  /// for tells what he has found meanwhile. Throws RuntimeStateError when the state cannot be written; nothing of
  /// the step counts then.
  StepReport step();
  /// The next time at which a run is due although nothing arrives; nothing: never.
  [[nodiscard]] std::optional<std::int64_t> next_due() const;
  /// Whether step() would make a run now. For the thread of step().
  [[nodiscard]] bool is_due() const;
  [[nodiscard]] std::vector<RuleState> states() const;
  [[nodiscard]] std::vector<Incident> incidents() const;
  /// An incident that an analyst has dealt with; alerts that match it later open it again where its rule says so. False: there is none.
  bool close_incident(std::string_view id);

  struct Delivered {
    std::uint64_t delivered = 0, retried = 0, rejected = 0;
    std::uint64_t waiting = 0;  // left in the outbox for this sink
    std::vector<std::string> reasons;  // of retries and refusals, each once
    std::optional<std::chrono::seconds> retry_after;  // that the receiver asked for
  };
  /// Hands what waits for the sink over, oldest first, and notes what became of it. For one thread a sink; other sinks and step() may go on meanwhile.
  /// `most`: alerts at once.
  Delivered deliver(AlertSink& sink, std::chrono::steady_clock::time_point deadline, std::size_t most = 100);

 private:
  class Inside;
  std::unique_ptr<Inside> inside_;
};

/// The file of the runtime's state cannot be used: message with file and reason.
class RuntimeStateError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace kelpie::rules
