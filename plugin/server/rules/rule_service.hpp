#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "executor/engine.hpp"
#include "plugin/abi/kelpie.h"
#include "plugin/server/rules/rule_listing.hpp"
#include "rules/runtime/clock.hpp"
#include "rules/runtime/event_stream.hpp"
#include "rules/runtime/runtime.hpp"
#include "rules/runtime/triage_state.hpp"

namespace kelpie::server {

class Metrics;

struct RuleServiceOptions {
  std::vector<std::string> rules;  // files and folders; none: no rule runs
  std::string state;               // file; made when there is none
  std::vector<std::string>
      sinks;  // as `kelpie detect --sink` has them (docs/sinks.md); none: alerts are kept and told over HTTP
  std::optional<std::int64_t>
      delay;                         // ticks: how long scheduled rules wait for late events; nothing: the runtime's own
  unsigned reconcile = 0;            // how often a window is looked at again for late events
  std::optional<std::int64_t> keep;  // ticks: how long alerts and closed incidents are kept; nothing: the runtime's own
  std::optional<std::int64_t> start;  // ticks: where rules that are new begin
  bool events_clock = false;          // the latest event's time is the clock
  bool trust_others = false;          // rule files may be written by anyone
  rules::RuleBudget budget;
  unsigned threads = 1;           // of one run
  std::size_t most_streams = 64;  // that follow alerts at once
  std::chrono::seconds stuck_after =
      std::chrono::minutes(15);  // an alert that a sink does not take for so long makes the server not ready; 0: never
  const rules::Clock* clock = nullptr;  // borrowed; nullptr: the system's
};

/// Runs rules over what is stored, keeps and delivers their alerts, and lets analysts work on them. Thread-safe but for
/// start() and stop(), which are the owner's.
class RuleService {
 public:
  using Log = std::function<void(kelpie_log_level, std::string_view message)>;
  using MakeEngine = std::function<std::unique_ptr<executor::Engine>(const tables::Catalog&)>;

  /// Opens the state and reads the rules; what is wrong with one of them goes to the log, and the others run. `stream`
  /// and `metrics` are borrowed; `make_engine` gives an engine over a catalog that outlives it; `log` is called from
  /// several threads. Throws std::invalid_argument (paths, sinks, whose files they are) and rules::RuntimeStateError.
  RuleService(rules::EventStream& stream, MakeEngine make_engine, Metrics& metrics, RuleServiceOptions options,
              Log log);
  /// Ends at once; what is not delivered waits in the state.
  ~RuleService();
  RuleService(const RuleService&) = delete;
  RuleService& operator=(const RuleService&) = delete;

  void start();
  /// No run begins any more, one that is under way is given up and made again at the next start; what waits for sinks
  /// is tried until the deadline. How much is left.
  std::uint64_t stop(std::chrono::steady_clock::time_point deadline);
  /// Events were stored. Not needed, but sooner.
  void wake();

  [[nodiscard]] std::shared_ptr<const RuleListing> listing() const;
  /// As they were after the last step: a run that takes long keeps nobody waiting.
  [[nodiscard]] std::shared_ptr<const RunningStates> states() const;

  struct Reload {
    enum class Outcome {
      done,
      refused,    // a rule is wrong: those that run go on
      untrusted,  // others may write the files: those that run go on
      under_way,  // another one is not finished
    };
    Outcome outcome = Outcome::done;
    std::string message;    // for a person
    std::string findings;   // JSON, as `kelpie validate --format json`; of done and refused
    std::size_t rules = 0;  // that run from the next step on
  };
  /// Reads the files again: all of them run, or nothing changes.
  [[nodiscard]] Reload reload();

  [[nodiscard]] rules::TriageState& triage();
  /// Ticks of the rules' clock.
  [[nodiscard]] std::int64_t now() const;
  /// The number of the newest alert, for whoever follows them; costs nothing.
  [[nodiscard]] std::int64_t newest_alert() const;
  /// A place among those that follow alerts, until it is let go; nullptr: all are taken.
  [[nodiscard]] std::shared_ptr<void> take_stream();
  [[nodiscard]] std::size_t most_streams() const;

  struct Health {
    std::string failure;  // why rules cannot run; empty: they can
    struct Sink {
      std::string name;
      std::uint64_t waiting = 0;
      std::uint64_t rejected = 0;
      bool stuck = false;
      std::string reason;  // of the oldest that waits
    };
    std::vector<Sink> sinks;
    std::size_t running = 0, refused = 0, disabled = 0, failing = 0;  // rules
  };
  /// Throws RuntimeStateError.
  [[nodiscard]] Health health();

 private:
  class Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace kelpie::server
