// queryFrequency, queryPeriod, triggerOperator, triggerThreshold: when a rule runs and when it raises an alert.

#include <fmt/format.h>

#include "rules/detail/field_reader.hpp"
#include "rules/fields/fields.hpp"
#include "tables/text.hpp"

namespace kelpie::rules::detail {

namespace {

std::optional<std::int64_t> read_interval(const YAML::Node& value, LimitOf of, RuleReader& reader) {
  const std::string_view key = limit(of).what;
  const auto ticks = reader.duration(value, key);
  if (!ticks) return std::nullopt;
  if (*ticks < tables::ticks_per_second) {
    reader.error(reader.span_of(value), "KR008", fmt::format("{} must be longer than nothing.", key), "5m is the shortest that Sentinel takes");
    return std::nullopt;
  }
  reader.keep(of, *ticks, reader.span_of(value));
  return ticks;
}

void read_frequency(const YAML::Node& value, RuleReader& reader, Rule& rule) {
  if (const auto ticks = read_interval(value, LimitOf::frequency, reader)) rule.frequency = *ticks;
}
void read_period(const YAML::Node& value, RuleReader& reader, Rule& rule) {
  if (const auto ticks = read_interval(value, LimitOf::period, reader)) rule.period = *ticks;
}

void read_trigger(const YAML::Node& value, RuleReader& reader, Rule& rule) {
  // The short and the long spelling of each.
  const auto word = reader.one_of(value, "triggerOperator", {"gt", "lt", "eq", "ne", "GreaterThan", "LessThan", "Equal", "NotEqual"});
  if (word) rule.trigger = static_cast<TriggerOperator>(*word % 4);
}

void read_threshold(const YAML::Node& value, RuleReader& reader, Rule& rule) {
  const auto text = reader.text(value, "triggerThreshold", "a whole number of rows");
  if (!text) return;
  const auto number = tables::parse_long(text->text);
  if (!number || *number < 0) {
    reader.error(text->span, "KR008", fmt::format("triggerThreshold is '{}'; a whole number of rows from 0 on is expected.", text->text));
    return;
  }
  reader.keep(LimitOf::threshold, *number, text->span);
  rule.threshold = static_cast<std::uint64_t>(*number);
}

}  // namespace

const FieldReader frequency_field{"queryFrequency", read_frequency};
const FieldReader period_field{"queryPeriod", read_period};
const FieldReader trigger_field{"triggerOperator", read_trigger};
const FieldReader threshold_field{"triggerThreshold", read_threshold};

}  // namespace kelpie::rules::detail
