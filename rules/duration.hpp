#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kelpie::rules {

/// A length of time as rule files write it, in ticks: parts with units in falling order (`14d`, `1h`, `1h10m`, `30s`), ISO 8601 (`PT1H`,
/// `P1DT12H`, `P2W`; weeks, days, hours, minutes, seconds, whole numbers), or `[d.]hh:mm:ss`. Nothing for all else, for 0 units and for
/// more than 10,000 days.
[[nodiscard]] std::optional<std::int64_t> parse_duration(std::string_view text);

/// The same time in the first form: "1h10m", "14d", "0s".
[[nodiscard]] std::string duration_text(std::int64_t ticks);

}  // namespace kelpie::rules
