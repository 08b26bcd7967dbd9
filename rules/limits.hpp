#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace kelpie::rules {

/// What a limit counts. Characters are UTF-16 code units, as Sentinel counts them; ticks are 100 nanoseconds.
enum class LimitUnit { characters, ticks, items, rows };

/// A bound that Microsoft Sentinel sets to a value of a rule; both ends are allowed values.
struct Limit {
  std::string_view code;  // of the diagnostic when it is broken: "KR101"
  std::string_view name;  // "name-length"
  std::string_view what;  // what it limits, as the subject of a sentence: "name"
  LimitUnit unit = LimitUnit::items;
  std::int64_t least = 0;
  std::int64_t most = 0;
  /// Microsoft's continuous integration refuses a published rule that breaks it.
  bool refused_by_ci = true;
  std::string_view source;  // the page that states it
};

// One for each bound; the values are in limits.cpp and nowhere else.
enum class LimitOf {
  name,
  description,
  version,
  query,
  frequency,
  period,
  frequency_of_long_period,
  threshold,
  suppression,
  mappings,
  identifiers,
  custom_details,
  custom_detail_name,
  column_name,
  title_format,
  description_format,
  title_placeholders,
  description_placeholders,
  lookback
};

[[nodiscard]] const Limit& limit(LimitOf of);
/// All of them, in order of their codes.
[[nodiscard]] std::span<const Limit> all_limits();

[[nodiscard]] inline bool keeps(const Limit& limit, std::int64_t value) {
  return value >= limit.least && value <= limit.most;
}
/// "name has 300 characters; Sentinel takes up to 256."
[[nodiscard]] std::string broken_limit(const Limit& limit, std::int64_t value);
/// The same with another subject than the limit's own.
[[nodiscard]] std::string broken_limit(const Limit& limit, std::int64_t value, std::string_view what);

/// UTF-16 code units of a UTF-8 text.
[[nodiscard]] std::int64_t characters_of(std::string_view text);

}  // namespace kelpie::rules
