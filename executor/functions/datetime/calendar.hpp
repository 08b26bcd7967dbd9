#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace kelpie::executor {

/// What a date is divided into. The names are Kusto's, in any case.
enum class DatePart : std::uint8_t {
  year,
  quarter,
  month,
  week,
  week_of_year,
  day,
  dayofyear,
  hour,
  minute,
  second,
  millisecond,
  microsecond,
  nanosecond
};

/// Nothing for a name that is none.
[[nodiscard]] std::optional<DatePart> date_part_from(std::string_view name);
[[nodiscard]] std::string_view name_of(DatePart part);

/// A date of the proleptic Gregorian calendar. Years before 1 and after 9999 are fine here: only a result must be a
/// datetime.
struct CalendarDate {
  std::int64_t year = 1;
  unsigned month = 1;  // 1 .. 12
  unsigned day = 1;    // 1 .. 31
};

// Days count from 0001-01-01, which is a Monday.
[[nodiscard]] CalendarDate date_of(std::int64_t day);
[[nodiscard]] std::int64_t day_of(const CalendarDate& date);
/// The same month shifted; the day is 1.
[[nodiscard]] CalendarDate first_of_month(std::int64_t year, std::int64_t month_from_zero);
[[nodiscard]] unsigned days_in_month(std::int64_t year, unsigned month);
/// Days since Sunday, 0 .. 6.
[[nodiscard]] std::int64_t days_since_sunday(std::int64_t day);
/// The Sunday on or before a day.
[[nodiscard]] std::int64_t week_start(std::int64_t day);
/// ISO 8601: 1 .. 53.
[[nodiscard]] std::int64_t iso_week(std::int64_t day);

/// Ticks as a datetime; nothing outside 0001 .. 9999.
[[nodiscard]] std::optional<std::int64_t> as_datetime(std::int64_t ticks);
/// Midnight of a day as a datetime; nothing outside 0001 .. 9999, however far.
[[nodiscard]] std::optional<std::int64_t> midnight_of(std::int64_t day);

}  // namespace kelpie::executor
