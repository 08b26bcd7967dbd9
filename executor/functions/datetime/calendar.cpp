#include "executor/functions/datetime/calendar.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "tables/text.hpp"

namespace kelpie::executor {

namespace {

constexpr std::array<std::string_view, 13> part_names{
    "year", "quarter", "month",  "week",        "week_of_year", "day",       "dayofyear",
    "hour", "minute",  "second", "millisecond", "microsecond",  "nanosecond"};

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
  });
}

std::int64_t floor_quotient(std::int64_t value, std::int64_t divisor) {
  return value / divisor - (value % divisor < 0 ? 1 : 0);
}

bool is_leap(std::int64_t year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

/// Days from 0000-03-01 to 0001-01-01: years that begin in March end with the leap day.
constexpr std::int64_t era_shift = 306;
constexpr std::int64_t days_per_era = 146'097;  // 400 years

}  // namespace

std::optional<DatePart> date_part_from(std::string_view name) {
  for (std::size_t i = 0; i < part_names.size(); ++i) {
    if (same_word(part_names[i], name)) return static_cast<DatePart>(i);
  }
  return std::nullopt;
}

std::string_view name_of(DatePart part) { return part_names[static_cast<std::size_t>(part)]; }

// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": eras of 400 years that begin on the first of March.

CalendarDate date_of(std::int64_t day) {
  const std::int64_t shifted = day + era_shift;
  const std::int64_t era = floor_quotient(shifted, days_per_era);
  const std::int64_t day_of_era = shifted - era * days_per_era;
  const std::int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month_from_march = (5 * day_of_year + 2) / 153;
  const auto month = static_cast<unsigned>(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month,
          static_cast<unsigned>(day_of_year - (153 * month_from_march + 2) / 5 + 1)};
}

std::int64_t day_of(const CalendarDate& date) {
  const std::int64_t year = date.year - (date.month <= 2 ? 1 : 0);
  const std::int64_t era = floor_quotient(year, 400);
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t month_from_march = date.month > 2 ? date.month - 3 : date.month + 9;
  const std::int64_t day_of_year = (153 * month_from_march + 2) / 5 + date.day - 1;
  const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * days_per_era + day_of_era - era_shift;
}

CalendarDate first_of_month(std::int64_t year, std::int64_t month_from_zero) {
  const std::int64_t months = year * 12 + month_from_zero;
  const std::int64_t whole = floor_quotient(months, 12);
  return {whole, static_cast<unsigned>(months - whole * 12 + 1), 1};
}

unsigned days_in_month(std::int64_t year, unsigned month) {
  constexpr std::array<unsigned, 12> days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

std::int64_t days_since_sunday(std::int64_t day) {
  const std::int64_t since_monday = day - floor_quotient(day, 7) * 7;
  return since_monday == 6 ? 0 : since_monday + 1;
}

std::int64_t week_start(std::int64_t day) { return day - days_since_sunday(day); }

std::int64_t iso_week(std::int64_t day) {
  // A week belongs to the year that its Thursday lies in.
  const std::int64_t since_monday = (days_since_sunday(day) + 6) % 7;
  const std::int64_t thursday = day - since_monday + 3;
  return (thursday - day_of({date_of(thursday).year, 1, 1})) / 7 + 1;
}

std::optional<std::int64_t> as_datetime(std::int64_t ticks) {
  if (ticks < 0 || ticks > tables::max_datetime) return std::nullopt;
  return ticks;
}

std::optional<std::int64_t> midnight_of(std::int64_t day) {
  if (day < 0 || day > tables::max_datetime / tables::ticks_per_day) return std::nullopt;
  return day * tables::ticks_per_day;
}

}  // namespace kelpie::executor
