#pragma once

// Scalar values from and to text, as Kusto reads and writes them. One tick is 100 ns; a datetime counts ticks from
// 0001-01-01T00:00:00Z.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tables/value.hpp"

namespace kelpie::tables {

inline constexpr std::int64_t ticks_per_microsecond = 10;
inline constexpr std::int64_t ticks_per_millisecond = 10'000;
inline constexpr std::int64_t ticks_per_second = 10'000'000;
inline constexpr std::int64_t ticks_per_minute = 60 * ticks_per_second;
inline constexpr std::int64_t ticks_per_hour = 60 * ticks_per_minute;
inline constexpr std::int64_t ticks_per_day = 24 * ticks_per_hour;
/// 9999-12-31T23:59:59.9999999Z
inline constexpr std::int64_t max_datetime = 3'155'378'975'999'999'999;
/// 1970-01-01T00:00:00Z
inline constexpr std::int64_t unix_epoch = 621'355'968'000'000'000;

struct CivilTime {
  int year = 1, month = 1, day = 1, hour = 0, minute = 0, second = 0;
  std::int32_t fraction = 0;  // ticks within the second
};
/// Proleptic Gregorian calendar, UTC. The ticks must lie in [0, max_datetime].
[[nodiscard]] CivilTime civil_of(std::int64_t ticks);
/// Nothing when a member is out of range or the year is not in 1..9999.
[[nodiscard]] std::optional<std::int64_t> ticks_of(const CivilTime& time);
/// Monday 0 ... Sunday 6.
[[nodiscard]] int weekday_of(std::int64_t ticks);

/// All forms that Kusto reads (reference: "The datetime data type"): ISO 8601 with or without zone and fraction, RFC
/// 822, RFC 850, MM/DD/YYYY and its kin (month first) with AM/PM, YYYYMMDD, `2 Dec 2022`, YYYY-MM, YYYY. Offsets are
/// converted to UTC; no zone is UTC. What is below a tick is cut off. A year of two digits is 1950 to 2049. A time
/// without a date gives nothing.
[[nodiscard]] std::optional<std::int64_t> parse_datetime(std::string_view text);
/// hh:mm[:ss[.f]] with or without AM/PM, in ticks since midnight: what datetime(06:00) adds to the begin of the query's
/// day.
[[nodiscard]] std::optional<std::int64_t> parse_time_of_day(std::string_view text);
/// 2020-01-02T03:04:05.6000000Z, always seven digits.
[[nodiscard]] std::string datetime_text(std::int64_t ticks);
/// Writes the same 28 characters; returns one past the last.
char* write_datetime(std::int64_t ticks, char* out);

/// [-][d.]hh:mm[:ss[.fffffff]], a bare whole number of days, or a number with a unit: 1d 1.5h 30m 10s 100ms
/// 10microsecond 1tick and their longer spellings, blanks allowed before the unit. What is below a tick is cut off.
[[nodiscard]] std::optional<std::int64_t> parse_timespan(std::string_view text);
/// [-][d.]hh:mm:ss[.fffffff]
[[nodiscard]] std::string timespan_text(std::int64_t ticks);

/// Decimal or 0x digits with an optional sign, blanks around; nothing when it is anything else or out of range.
[[nodiscard]] std::optional<std::int64_t> parse_long(std::string_view text);
/// Also NaN, inf, Infinity with signs (any case).
[[nodiscard]] std::optional<double> parse_real(std::string_view text);
/// true / false in any case, or an integer.
[[nodiscard]] std::optional<bool> parse_bool(std::string_view text);
/// Shortest text that reads back the same, always with a point or an exponent: 1.0, 0.1, 1e+20, 1.5e-07; no exponent
/// from 1e-5 to below 1e15. NaN and the infinities as result tables and JSON show them: "NaN", "Infinity", "-Infinity".
[[nodiscard]] std::string real_text(double value);

/// What tostring() gives for a value of any type; "" for a null. As real_text() but for the infinities, which are "inf"
/// and "-inf" here.
[[nodiscard]] std::string to_text(const Value& value);
/// Reads a text as the type says; a null when it cannot be read, "" kept for string. For dynamic the text is JSON, and
/// text that is no JSON is a dynamic string (as parse_json() does).
[[nodiscard]] Value value_from_text(Type type, std::string_view text);

}  // namespace kelpie::tables
