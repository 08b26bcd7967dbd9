// What only the whole rule can show: keys that are missing, settings that contradict each other.

#include <algorithm>

#include <fmt/format.h>

#include "rules/detail/field_reader.hpp"
#include "rules/duration.hpp"
#include "tables/text.hpp"

namespace kelpie::rules::detail {

namespace {

const PlacedText* find(std::string_view key, const std::vector<PlacedText>& keys) {
  const auto at = std::find_if(keys.begin(), keys.end(), [&](const PlacedText& one) { return one.text == key; });
  return at == keys.end() ? nullptr : &*at;
}

void require(std::initializer_list<std::string_view> wanted, const std::vector<PlacedText>& keys, parser::Span start, std::string_view kind,
             RuleReader& reader) {
  for (const std::string_view key : wanted) {
    if (find(key, keys) == nullptr) reader.error(start, "KR006", fmt::format("{} needs the key '{}'.", kind, key));
  }
}

}  // namespace

void check_rule(Rule& rule, const std::vector<PlacedText>& keys, parser::Span start, RuleReader& reader) {
  const auto at = [&](std::string_view key) {
    const PlacedText* placed = find(key, keys);
    return placed == nullptr ? start : placed->span;
  };
  if (rule.kind == RuleKind::scheduled && find("queryFrequency", keys) == nullptr && find("queryPeriod", keys) == nullptr) {
    // Published hunting queries are marked so.
    reader.warn(at("kind"), "KR011", "kind is Scheduled, but the rule has no schedule; it is taken as a hunting query.",
                "add queryFrequency and queryPeriod, or write kind: Hunting");
    rule.kind = RuleKind::hunting;
  }
  require({"id", "name", "query"}, keys, start, "A rule", reader);
  if (rule.kind != RuleKind::hunting) require({"severity"}, keys, start, "A rule that raises alerts", reader);
  if (rule.kind == RuleKind::scheduled) {
    require({"queryFrequency", "queryPeriod", "triggerOperator", "triggerThreshold"}, keys, start, "A scheduled rule", reader);
    if (rule.frequency > 0 && rule.period > 0 && rule.period < rule.frequency) {
      reader.warn(at("queryPeriod"), "KR015",
                  fmt::format("queryPeriod ({}) is shorter than queryFrequency ({}): events between are never seen.", duration_text(rule.period),
                              duration_text(rule.frequency)));
    }
    // Too short a frequency for any period is told where it is read.
    if (rule.period >= 2 * tables::ticks_per_day && keeps(limit(LimitOf::frequency), rule.frequency)) {
      reader.keep(LimitOf::frequency_of_long_period, rule.frequency, at("queryFrequency"));
    }
  }
  if (rule.suppression && rule.suppression_duration == 0) {
    reader.error(at("suppressionEnabled"), "KR011", "suppressionEnabled is true, but suppressionDuration says nothing.", "add suppressionDuration: PT5H");
  }
}

}  // namespace kelpie::rules::detail
