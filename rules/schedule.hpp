#pragma once

#include <cstdint>

#include "executor/query_context.hpp"
#include "rules/rule.hpp"

namespace kelpie::rules {

/// Ticks between two runs: queryFrequency, or a minute of an NRT rule.
[[nodiscard]] std::int64_t frequency_of(const Rule& rule);
/// What a run at that time looks at: [end - queryPeriod, end), or the last minute of an NRT rule. A hunting query looks at queryPeriod or,
/// without one, at a day.
[[nodiscard]] executor::TimeWindow window_of(const Rule& rule, std::int64_t end);

/// The runs of one rule on a clock that only it advances: at from + frequency, from + 2 frequency, ... After an alert, a rule with
/// suppression sleeps until its suppressionDuration has passed.
class RuleSchedule {
 public:
  /// No run is after `last`.
  RuleSchedule(const Rule& rule, std::int64_t from, std::int64_t last);

  /// Runs in all, those slept through included.
  [[nodiscard]] std::uint64_t runs() const { return runs_; }
  [[nodiscard]] bool done() const { return next_ >= runs_; }
  /// Time of the next run. Requires !done().
  [[nodiscard]] std::int64_t time() const { return from_ + static_cast<std::int64_t>(next_ + 1) * frequency_; }
  [[nodiscard]] bool asleep() const { return time() < sleeps_until_; }
  /// Goes on to the run after this one; `alerted` says what this one raised.
  void advance(bool alerted);

 private:
  std::int64_t from_;
  std::int64_t frequency_;
  std::int64_t suppression_;
  std::uint64_t runs_;
  std::uint64_t next_ = 0;
  std::int64_t sleeps_until_;
};

}  // namespace kelpie::rules
