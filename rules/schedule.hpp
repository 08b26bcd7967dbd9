#pragma once

#include <cstdint>

#include "executor/query_context.hpp"
#include "rules/rule.hpp"

namespace kelpie::rules {

/// Ticks between two runs: queryFrequency, or a minute of an NRT rule.
[[nodiscard]] std::int64_t frequency_of(const Rule& rule);
/// The last time at `time` or before at which the rule is run where time has no beginning: multiples of its frequency or, of a scheduled rule with a
/// startTimeUtc, whole frequencies from there (Microsoft Sentinel: the first run is at that time, the others follow it). May be negative.
[[nodiscard]] std::int64_t last_end(const Rule& rule, std::int64_t time);
/// The first run after `from` of a rule that is run over what has happened: a frequency later or, where it has a startTimeUtc, when its schedule says. That the
/// schedule itself may begin later says when the rule was deployed, and nothing of what it would have found.
[[nodiscard]] std::int64_t first_run_after(const Rule& rule, std::int64_t from);
/// The first of these runs that is not before `to`; `from` where that is not later.
[[nodiscard]] std::int64_t run_that_sees(const Rule& rule, std::int64_t from, std::int64_t to);
/// What a run at that time looks at: [end - queryPeriod, end), or the last minute of an NRT rule. A hunting query looks at queryPeriod or,
/// without one, at a day.
[[nodiscard]] executor::TimeWindow window_of(const Rule& rule, std::int64_t end);

/// The runs of one rule on a clock that only it advances: first_run_after(from), a frequency later, ... After an alert, a rule with
/// suppression sleeps until its suppressionDuration has passed.
class RuleSchedule {
 public:
  /// No run is after `last`.
  RuleSchedule(const Rule& rule, std::int64_t from, std::int64_t last);

  /// Runs in all, those slept through included.
  [[nodiscard]] std::uint64_t runs() const { return runs_; }
  [[nodiscard]] bool done() const { return next_ >= runs_; }
  /// Time of the next run. Requires !done().
  [[nodiscard]] std::int64_t time() const { return first_ + static_cast<std::int64_t>(next_) * frequency_; }
  [[nodiscard]] bool asleep() const { return time() < sleeps_until_; }
  /// Goes on to the run after this one; `alerted` says what this one raised.
  void advance(bool alerted);

 private:
  std::int64_t first_;
  std::int64_t frequency_;
  std::int64_t suppression_;
  std::uint64_t runs_;
  std::uint64_t next_ = 0;
  std::int64_t sleeps_until_;
};

}  // namespace kelpie::rules
