#include "rules/runtime/on_arrival.hpp"

#include <algorithm>
#include <set>

#include "rules/schedule.hpp"

namespace kelpie::rules {

bool tells_on_arrival(const CompiledRule& compiled) {
  const Rule& rule = *compiled.rule;
  if (!compiled.row_by_row || rule.grouping != EventGrouping::alert_per_result || rule.suppression) return false;
  if (rule.kind == RuleKind::nrt) return true;
  return rule.kind == RuleKind::scheduled && rule.trigger == TriggerOperator::greater_than && rule.threshold == 0 && rule.period == rule.frequency;
}

std::vector<ArrivedWindow> arrived_windows(const Rule& rule, const std::vector<std::int64_t>& times, std::int64_t from, std::int64_t to,
                                           std::int64_t next_end) {
  std::vector<ArrivedWindow> windows;
  const std::int64_t frequency = frequency_of(rule);
  const auto end_of = [&](std::int64_t time) { return last_end(rule, time) + frequency; };
  if (rule.kind == RuleKind::nrt) {
    // Its windows are of arrivals themselves.
    for (std::int64_t begin = std::max(from, next_end - frequency); begin < to;) {
      const std::int64_t end = end_of(begin);
      const std::int64_t until = std::min(end, to);
      windows.push_back({window_of(rule, end), begin, until});
      begin = until;
    }
    return windows;
  }
  std::set<std::int64_t> ends;
  for (const std::int64_t time : times) {
    if (end_of(time) >= next_end) ends.insert(end_of(time));
  }
  for (const std::int64_t end : ends) windows.push_back({window_of(rule, end), from, to});
  return windows;
}

}  // namespace kelpie::rules
