#include "rules/duration.hpp"

#include <array>
#include <span>

#include "tables/text.hpp"

namespace kelpie::rules {

namespace {

using namespace tables;

constexpr std::int64_t longest = 10'000 * ticks_per_day;

struct Unit {
  char letter;
  std::int64_t ticks;
};

/// Numbers, each with one of the units; a unit stands once, and none before a larger one.
std::optional<std::int64_t> parts(std::string_view text, std::span<const Unit> units) {
  std::int64_t sum = 0;
  std::size_t next_unit = 0;
  while (!text.empty()) {
    std::int64_t number = 0;
    std::size_t digits = 0;
    for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; ++digits) {
      number = number * 10 + (text[digits] - '0');
      if (number > longest / ticks_per_second) return std::nullopt;
    }
    if (digits == 0 || digits == text.size()) return std::nullopt;
    while (next_unit < units.size() && units[next_unit].letter != text[digits]) ++next_unit;
    if (next_unit == units.size() || number > longest / units[next_unit].ticks) return std::nullopt;
    sum += number * units[next_unit++].ticks;
    if (sum > longest) return std::nullopt;
    text.remove_prefix(digits + 1);
  }
  return sum;
}

constexpr std::array<Unit, 5> clock_units = {
    {{'w', 7 * ticks_per_day}, {'d', ticks_per_day}, {'h', ticks_per_hour}, {'m', ticks_per_minute}, {'s', ticks_per_second}}};

std::optional<std::int64_t> iso(std::string_view text) {
  const std::size_t t = text.find('t');
  const std::string_view days = text.substr(0, t);
  const std::string_view clock = t == std::string_view::npos ? std::string_view() : text.substr(t + 1);
  if (days.empty() && clock.empty()) return std::nullopt;
  if (t != std::string_view::npos && clock.empty()) return std::nullopt;
  const auto first = parts(days, std::span(clock_units).first(2));
  const auto second = parts(clock, std::span(clock_units).subspan(2));
  if (!first || !second || *first + *second > longest) return std::nullopt;
  return *first + *second;
}

}  // namespace

std::optional<std::int64_t> parse_duration(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  if (lower.empty()) return std::nullopt;
  if (lower.front() == 'p') return iso(std::string_view(lower).substr(1));
  if (lower.find(':') != std::string::npos) {
    const auto ticks = parse_timespan(lower);
    return ticks && *ticks >= 0 && *ticks <= longest ? ticks : std::nullopt;
  }
  return parts(lower, std::span(clock_units).subspan(1));
}

std::string duration_text(std::int64_t ticks) {
  std::string text;
  for (const Unit& unit : std::span(clock_units).subspan(1)) {
    if (ticks < unit.ticks) continue;
    text += std::to_string(ticks / unit.ticks) + unit.letter;
    ticks %= unit.ticks;
  }
  return text.empty() ? "0s" : text;
}

}  // namespace kelpie::rules
