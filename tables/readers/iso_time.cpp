#include "tables/readers/iso_time.hpp"

#include <string>

#include "tables/text.hpp"

namespace kelpie::tables::readers {

namespace {

/// Days since 0001-01-01.
std::int64_t days_of(int year, int month, int day) {
  // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": days_from_civil, here counted from 0001-01-01.
  year -= month <= 2 ? 1 : 0;
  const int era = year / 400;
  const int year_of_era = year - era * 400;
  const int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return static_cast<std::int64_t>(era) * 146097 + day_of_era - 306;
}

bool is_leap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

}  // namespace

std::optional<std::int64_t> parse_iso_time(std::string_view text) {
  if (text.size() < 20 || text.size() > 28 || text.back() != 'Z') return std::nullopt;
  const char* p = text.data();
  bool good = p[4] == '-' && p[7] == '-' && p[10] == 'T' && p[13] == ':' && p[16] == ':';
  const auto two = [&](int at) {
    const unsigned high = static_cast<unsigned char>(p[at]) - '0';
    const unsigned low = static_cast<unsigned char>(p[at + 1]) - '0';
    good &= high <= 9 && low <= 9;
    return static_cast<int>(high * 10 + low);
  };
  const int year = two(0) * 100 + two(2);
  const int month = two(5);
  const int day = two(8);
  const int hour = two(11);
  const int minute = two(14);
  const int second = two(17);
  if (!good || year < 1 || month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59)
    return std::nullopt;
  static constexpr int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (day > lengths[month - 1] + (month == 2 && is_leap(year) ? 1 : 0)) return std::nullopt;
  std::int64_t fraction = 0;
  if (text.size() > 20) {
    if (p[19] != '.' || text.size() == 21) return std::nullopt;
    int digits = 0;
    for (std::size_t i = 20; i + 1 < text.size(); ++i, ++digits) {
      const unsigned digit = static_cast<unsigned char>(p[i]) - '0';
      if (digit > 9) return std::nullopt;
      fraction = fraction * 10 + digit;
    }
    for (; digits < 7; ++digits) fraction *= 10;
  }
  const std::int64_t seconds = days_of(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
  return seconds * ticks_per_second + fraction;
}

std::optional<std::int64_t> parse_event_time(std::string_view text) {
  if (const auto ticks = parse_iso_time(text)) return ticks;
  if (text.size() > 100) return std::nullopt;
  const auto comma = text.find(", ");
  if (comma != std::string_view::npos && comma >= 8 && text.find('/') != std::string_view::npos) {
    std::string without(text.substr(0, comma));
    without += text.substr(comma + 1);
    return parse_datetime(without);
  }
  return parse_datetime(text);
}

}  // namespace kelpie::tables::readers
