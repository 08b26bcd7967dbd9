#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "rules/compile.hpp"
#include "rules/evaluate.hpp"
#include "rules/runtime/rule_progress.hpp"

namespace kelpie::rules {

/// What is known of time in one step.
struct StepTime {
  std::int64_t now = 0;                        // ticks of the clock
  std::int64_t arrivals_now = 0;               // ticks of the clock that stamps arrivals
  std::optional<std::int64_t> newest_arrival;  // ticks; nothing: no row knows when it arrived
};

/// One rule on its way through time: which windows it has still to look at, what becomes of it after a failure. Windows end at multiples of its
/// frequency, or at whole frequencies from its startTimeUtc and not before, so that they are the same whenever a process began.
class RuleRunner {
 public:
  /// Looks at a window; told by the runtime.
  using Look = std::function<Evaluation(executor::TimeWindow window)>;

  RuleRunner(const CompiledRule& compiled, RuleProgress progress, const RuntimeOptions& options);

  [[nodiscard]] const CompiledRule& compiled() const { return *compiled_; }
  [[nodiscard]] const Rule& rule() const { return *compiled_->rule; }
  [[nodiscard]] const RuleProgress& progress() const { return progress_; }
  [[nodiscard]] bool begun() const { return progress_.first_end != 0; }
  /// The first window is the first that ends after `start`; or, with `at_once`, the last that has ended by then.
  void begin(std::int64_t start, bool at_once);

  [[nodiscard]] bool is_due(const StepTime& time) const;
  /// The clock's time (of an NRT rule: that of arrivals) at which it is due whatever arrives; nothing: never.
  [[nodiscard]] std::optional<std::int64_t> due_at() const;
  /// End of the window that is next.
  [[nodiscard]] std::int64_t next_end() const { return progress_.state.next_end; }
  /// No window that is still to be looked at begins earlier.
  [[nodiscard]] std::int64_t earliest_needed() const;
  /// Whether several windows are due.
  [[nodiscard]] bool is_behind(const StepTime& time) const;
  /// End of the first window from the next one on that is not due yet.
  [[nodiscard]] std::int64_t first_end_not_due(const StepTime& time) const;
  /// What is known of windows that end earlier is of no use any more when it is kept for so long, in ticks: neither to the rule nor to its incidents.
  [[nodiscard]] std::int64_t forgets_before(std::int64_t keep) const;

  struct Run {
    std::vector<Alert> alerts;  // in order; those of windows that were looked at before among them
    RuleDiagnostics diagnostics;
    bool looked = false;       // the query ran
    bool suppressed = false;
    bool interrupted = false;  // somebody stopped the query: nothing has happened
  };
  /// The next window. `is_new` says of an alert that nobody was told of it; what is not new is in no count.
  Run run(const StepTime& time, const Look& look, const std::function<bool(const Alert&)>& is_new);
  void add_late_rows(std::uint64_t rows) { progress_.state.late_rows += rows; }
  void add_alerts(std::uint64_t alerts) { progress_.state.alerts += alerts; }

 private:
  [[nodiscard]] std::int64_t delay() const;
  void wait_for_start_time();
  [[nodiscard]] bool slept_through(std::int64_t end) const;
  void advance();
  void fail(const StepTime& time, const RuleDiagnostics& diagnostics, executor::TimeWindow window, Run& run);

  const CompiledRule* compiled_;
  RuleProgress progress_;
  const RuntimeOptions* options_;
};

}  // namespace kelpie::rules
