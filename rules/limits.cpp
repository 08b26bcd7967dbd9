#include "rules/limits.hpp"

#include <array>

#include <fmt/format.h>

#include "rules/duration.hpp"
#include "tables/text.hpp"

namespace kelpie::rules {

namespace {

using tables::ticks_per_day;
using tables::ticks_per_hour;
using tables::ticks_per_minute;

constexpr std::string_view scheduled_rules = "https://learn.microsoft.com/azure/sentinel/scheduled-rules-overview";
constexpr std::string_view rule_wizard = "https://learn.microsoft.com/azure/sentinel/create-analytics-rules";
constexpr std::string_view entity_mapping = "https://learn.microsoft.com/azure/sentinel/map-data-fields-to-entities";
constexpr std::string_view custom_details =
    "https://learn.microsoft.com/azure/sentinel/surface-custom-details-in-alerts";
constexpr std::string_view alert_details = "https://learn.microsoft.com/azure/sentinel/customize-alert-details";
constexpr std::string_view rule_style = "https://github.com/Azure/Azure-Sentinel/wiki/Query-Style-Guide";

// In the order of LimitOf.
constexpr std::array<Limit, 19> limits = {{
    {"KR101", "name-length", "name", LimitUnit::characters, 1, 256, true, rule_style},
    {"KR102", "description-length", "description", LimitUnit::characters, 0, 5'000, true, rule_style},
    {"KR103", "version-length", "version", LimitUnit::characters, 1, 20, true, rule_style},
    {"KR104", "query-length", "query", LimitUnit::characters, 1, 10'000, true, scheduled_rules},
    {"KR105", "query-frequency", "queryFrequency", LimitUnit::ticks, 5 * ticks_per_minute, 14 * ticks_per_day, true,
     scheduled_rules},
    {"KR106", "query-period", "queryPeriod", LimitUnit::ticks, 5 * ticks_per_minute, 14 * ticks_per_day, true,
     scheduled_rules},
    {"KR107", "frequency-of-a-long-period", "queryFrequency with a queryPeriod of 2d or more", LimitUnit::ticks,
     ticks_per_hour, 14 * ticks_per_day, true, scheduled_rules},
    {"KR108", "trigger-threshold", "triggerThreshold", LimitUnit::rows, 0, 10'000, true, scheduled_rules},
    {"KR109", "suppression-duration", "suppressionDuration", LimitUnit::ticks, 5 * ticks_per_minute, ticks_per_day,
     false, rule_wizard},
    {"KR110", "entity-mappings", "entityMappings", LimitUnit::items, 1, 10, true, entity_mapping},
    {"KR111", "identifiers-of-a-mapping", "The mapping", LimitUnit::items, 1, 3, true, entity_mapping},
    {"KR112", "custom-details", "customDetails", LimitUnit::items, 0, 20, true, custom_details},
    {"KR113", "custom-detail-name-length", "The detail's name", LimitUnit::characters, 1, 20, true, custom_details},
    {"KR114", "column-name-length", "The column's name", LimitUnit::characters, 1, 500, true, entity_mapping},
    {"KR115", "alert-name-length", "alertDisplayNameFormat", LimitUnit::characters, 0, 256, true, alert_details},
    {"KR116", "alert-description-length", "alertDescriptionFormat", LimitUnit::characters, 0, 5'000, true,
     alert_details},
    {"KR117", "columns-in-the-alert-name", "alertDisplayNameFormat", LimitUnit::items, 0, 3, true, alert_details},
    {"KR118", "columns-in-the-alert-description", "alertDescriptionFormat", LimitUnit::items, 0, 3, true,
     alert_details},
    {"KR119", "incident-lookback", "lookbackDuration", LimitUnit::ticks, 5 * ticks_per_minute, 7 * ticks_per_day, false,
     rule_wizard},
}};

std::string in_words(const Limit& limit, std::int64_t value) {
  switch (limit.unit) {
    case LimitUnit::characters:
      return fmt::format("{} characters", value);
    case LimitUnit::ticks:
      return duration_text(value);
    case LimitUnit::items:
      return fmt::format("{} entries", value);
    case LimitUnit::rows:
      break;
  }
  return fmt::format("{}", value);
}

}  // namespace

const Limit& limit(LimitOf of) { return limits[static_cast<std::size_t>(of)]; }
std::span<const Limit> all_limits() { return limits; }

std::string broken_limit(const Limit& limit, std::int64_t value, std::string_view what) {
  const std::string_view verb = limit.unit == LimitUnit::ticks || limit.unit == LimitUnit::rows ? "is" : "has";
  const std::string bounds = limit.unit == LimitUnit::ticks || limit.unit == LimitUnit::rows
                                 ? fmt::format("{} to {}", in_words(limit, limit.least), in_words(limit, limit.most))
                                 : fmt::format("{} to {}", limit.least, limit.most);
  return fmt::format("{} {} {}; Sentinel takes {}.", what, verb, in_words(limit, value), bounds);
}
std::string broken_limit(const Limit& limit, std::int64_t value) { return broken_limit(limit, value, limit.what); }

std::int64_t characters_of(std::string_view text) {
  std::int64_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0u) != 0x80u) units += byte >= 0xF0u ? 2 : 1;
  }
  return units;
}

}  // namespace kelpie::rules
