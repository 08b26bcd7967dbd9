#include "plugin/server/api/log_analytics/timespan.hpp"

#include <algorithm>
#include <cctype>

#include "tables/text.hpp"

namespace kelpie::server::log_analytics {

namespace {

struct Unit {
  char letter;
  std::int64_t ticks;
};
constexpr Unit date_units[] = {{'Y', 365 * tables::ticks_per_day},
                               {'M', 30 * tables::ticks_per_day},
                               {'W', 7 * tables::ticks_per_day},
                               {'D', tables::ticks_per_day}};
constexpr Unit time_units[] = {
    {'H', tables::ticks_per_hour}, {'M', tables::ticks_per_minute}, {'S', tables::ticks_per_second}};

/// A number with its unit at the beginning of the text, which it takes away; units come in their order, each once.
template <std::size_t Count>
bool take_component(std::string_view& text, const Unit (&units)[Count], std::size_t& next, std::int64_t& total) {
  std::size_t digits = 0;
  while (digits < text.size() &&
         (std::isdigit(static_cast<unsigned char>(text[digits])) != 0 || text[digits] == '.' || text[digits] == ','))
    ++digits;
  if (digits == 0 || digits > 18 || digits == text.size()) return false;
  std::string number(text.substr(0, digits));
  std::replace(number.begin(), number.end(), ',', '.');
  const auto value = tables::parse_real(number);
  const char letter = static_cast<char>(std::toupper(static_cast<unsigned char>(text[digits])));
  for (; next < Count && units[next].letter != letter;) ++next;
  if (!value || next == Count) return false;
  const double ticks = *value * static_cast<double>(units[next++].ticks);
  if (ticks > static_cast<double>(tables::max_datetime) || total + ticks > static_cast<double>(tables::max_datetime))
    return false;
  total += static_cast<std::int64_t>(ticks);
  text.remove_prefix(digits + 1);
  return true;
}

bool is_duration(std::string_view text) { return !text.empty() && (text.front() == 'P' || text.front() == 'p'); }

std::optional<std::int64_t> moment(std::string_view text) {
  if (text.empty() || std::isdigit(static_cast<unsigned char>(text.front())) == 0) return std::nullopt;
  return tables::parse_datetime(text);
}

/// Time does not begin before its first tick.
executor::TimeWindow window(std::int64_t from, std::int64_t to) {
  return {std::max<std::int64_t>(from, 0), std::min(to, tables::max_datetime) + 1};
}

}  // namespace

std::optional<std::int64_t> parse_duration(std::string_view text) {
  if (!is_duration(text)) return std::nullopt;
  text.remove_prefix(1);
  std::int64_t total = 0;
  std::size_t next = 0;
  bool any = false;
  while (!text.empty() && text.front() != 'T' && text.front() != 't') {
    if (!take_component(text, date_units, next, total)) return std::nullopt;
    any = true;
  }
  if (text.empty()) return any ? std::optional(total) : std::nullopt;
  text.remove_prefix(1);
  if (text.empty()) return std::nullopt;
  next = 0;
  while (!text.empty()) {
    if (!take_component(text, time_units, next, total)) return std::nullopt;
  }
  return total;
}

std::optional<executor::TimeWindow> parse_timespan(std::string_view text, std::int64_t now) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) {
    const auto length = parse_duration(text);
    return length ? std::optional(window(now - *length, now)) : std::nullopt;
  }
  const std::string_view first = text.substr(0, slash), second = text.substr(slash + 1);
  if (is_duration(first)) {
    const auto length = parse_duration(first);
    const auto end = moment(second);
    return length && end ? std::optional(window(*end - *length, *end)) : std::nullopt;
  }
  const auto start = moment(first);
  if (!start) return std::nullopt;
  if (is_duration(second)) {
    const auto length = parse_duration(second);
    return length ? std::optional(window(*start, *start + std::min(*length, tables::max_datetime - *start)))
                  : std::nullopt;
  }
  const auto end = moment(second);
  return end && *end >= *start ? std::optional(window(*start, *end)) : std::nullopt;
}

}  // namespace kelpie::server::log_analytics
