// What only the whole rule can show: keys that are missing, settings that contradict each other.

#include <algorithm>

#include <fmt/format.h>

#include "rules/detail/field_reader.hpp"
#include "rules/duration.hpp"
#include "tables/text.hpp"

namespace kelpie::rules::detail {

namespace {

void require(std::initializer_list<std::string_view> keys, const std::vector<std::string>& present, parser::Span at, std::string_view kind,
             RuleReader& reader) {
  for (const std::string_view key : keys) {
    if (std::find(present.begin(), present.end(), key) != present.end()) continue;
    reader.error(at, "KR006", fmt::format("{} needs the key '{}'.", kind, key));
  }
}

}  // namespace

void check_rule(const Rule& rule, const std::vector<std::string>& keys, parser::Span at, RuleReader& reader) {
  require({"id", "name", "query"}, keys, at, "A rule", reader);
  if (rule.kind != RuleKind::hunting) require({"severity"}, keys, at, "A rule that raises alerts", reader);
  if (rule.kind == RuleKind::scheduled) {
    require({"queryFrequency", "queryPeriod", "triggerOperator", "triggerThreshold"}, keys, at, "A scheduled rule", reader);
    if (rule.frequency > 0 && rule.period > 0 && rule.period < rule.frequency) {
      reader.warn(at, "KR011",
                  fmt::format("queryPeriod ({}) is shorter than queryFrequency ({}): events between are never seen.", duration_text(rule.period),
                              duration_text(rule.frequency)));
    }
    if (rule.period >= 2 * tables::ticks_per_day && rule.frequency > 0 && rule.frequency < tables::ticks_per_hour) {
      reader.warn(at, "KR009", fmt::format("queryPeriod is {}; from 2d on Sentinel takes a queryFrequency of at least 1h.", duration_text(rule.period)));
    }
  }
  if (rule.suppression && rule.suppression_duration == 0) {
    reader.error(at, "KR011", "suppressionEnabled is true, but suppressionDuration says nothing.", "add suppressionDuration: PT5H");
  }
  if (rule.suppression_duration > tables::ticks_per_day) {
    reader.warn(at, "KR009", fmt::format("suppressionDuration is {}; Sentinel takes up to 24h.", duration_text(rule.suppression_duration)));
  }
}

}  // namespace kelpie::rules::detail
