#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "executor/query_context.hpp"

namespace kelpie::server::log_analytics {

/// A duration of ISO 8601 such as P1D, PT12H30M, P2W, P1DT0.5H, in ticks; a year is 365 days and a month 30, as a
/// length without a beginning has no calendar. Nothing: it is none, or longer than there is time.
[[nodiscard]] std::optional<std::int64_t> parse_duration(std::string_view text);

/// A timespan as requests give it: a duration (up to `now`), start/end, start/duration or duration/end (Log Analytics
/// API: "timespan"; ISO 8601, 4.4.4). The end is part of it. Nothing: it is none, or ends before it begins.
[[nodiscard]] std::optional<executor::TimeWindow> parse_timespan(std::string_view text, std::int64_t now);

}  // namespace kelpie::server::log_analytics
