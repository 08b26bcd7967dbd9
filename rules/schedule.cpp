#include "rules/schedule.hpp"

#include <algorithm>

#include "tables/text.hpp"

namespace kelpie::rules {

std::int64_t frequency_of(const Rule& rule) {
  return rule.kind == RuleKind::scheduled ? std::max<std::int64_t>(rule.frequency, tables::ticks_per_second) : tables::ticks_per_minute;
}

executor::TimeWindow window_of(const Rule& rule, std::int64_t end) {
  std::int64_t period = rule.period;
  if (rule.kind == RuleKind::nrt) period = tables::ticks_per_minute;
  if (rule.kind == RuleKind::hunting && period == 0) period = tables::ticks_per_day;
  return {std::max<std::int64_t>(0, end - period), end};
}

RuleSchedule::RuleSchedule(const Rule& rule, std::int64_t from, std::int64_t last)
    : from_(from),
      frequency_(frequency_of(rule)),
      suppression_(rule.suppression ? rule.suppression_duration : 0),
      runs_(last > from ? static_cast<std::uint64_t>((last - from) / frequency_) : 0),
      sleeps_until_(from) {}

void RuleSchedule::advance(bool alerted) {
  if (alerted && suppression_ > 0) sleeps_until_ = time() + suppression_;
  ++next_;
}

}  // namespace kelpie::rules
