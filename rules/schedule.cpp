#include "rules/schedule.hpp"

#include <algorithm>

#include "tables/text.hpp"

namespace kelpie::rules {

std::int64_t frequency_of(const Rule& rule) {
  return rule.kind == RuleKind::scheduled ? std::max<std::int64_t>(rule.frequency, tables::ticks_per_second) : tables::ticks_per_minute;
}

std::int64_t last_end(const Rule& rule, std::int64_t time) {
  const std::int64_t frequency = frequency_of(rule);
  const std::int64_t passed = time - (rule.kind == RuleKind::scheduled ? rule.start_time.value_or(0) : 0);
  return time - (passed % frequency + frequency) % frequency;
}

std::int64_t first_run_after(const Rule& rule, std::int64_t from) {
  const bool starts = rule.kind == RuleKind::scheduled && rule.start_time;
  return (starts ? last_end(rule, from) : from) + frequency_of(rule);
}

std::int64_t run_that_sees(const Rule& rule, std::int64_t from, std::int64_t to) {
  if (to <= from) return from;
  const std::int64_t first = first_run_after(rule, from), frequency = frequency_of(rule);
  return to <= first ? first : first + (to - first + frequency - 1) / frequency * frequency;
}

executor::TimeWindow window_of(const Rule& rule, std::int64_t end) {
  std::int64_t period = rule.period;
  if (rule.kind == RuleKind::nrt) period = tables::ticks_per_minute;
  if (rule.kind == RuleKind::hunting && period == 0) period = tables::ticks_per_day;
  return {std::max<std::int64_t>(0, end - period), end};
}

RuleSchedule::RuleSchedule(const Rule& rule, std::int64_t from, std::int64_t last)
    : first_(first_run_after(rule, from)),
      frequency_(frequency_of(rule)),
      suppression_(rule.suppression ? rule.suppression_duration : 0),
      runs_(last >= first_ ? static_cast<std::uint64_t>((last - first_) / frequency_) + 1 : 0),
      sleeps_until_(from) {}

void RuleSchedule::advance(bool alerted) {
  if (alerted && suppression_ > 0) sleeps_until_ = time() + suppression_;
  ++next_;
}

}  // namespace kelpie::rules
