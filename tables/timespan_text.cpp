#include <array>
#include <limits>

#include "tables/number_text.hpp"
#include "tables/text.hpp"

namespace kelpie::tables {

namespace {

/// A unit as the tick's multiple, of nanoseconds as its hundredth.
struct Unit {
  std::string_view name;
  std::int64_t ticks;
  std::int64_t parts = 1;
};
constexpr std::array<Unit, 36> units = {{
    {"d", ticks_per_day},
    {"day", ticks_per_day},
    {"days", ticks_per_day},
    {"h", ticks_per_hour},
    {"hr", ticks_per_hour},
    {"hrs", ticks_per_hour},
    {"hour", ticks_per_hour},
    {"hours", ticks_per_hour},
    {"m", ticks_per_minute},
    {"min", ticks_per_minute},
    {"mins", ticks_per_minute},
    {"minute", ticks_per_minute},
    {"minutes", ticks_per_minute},
    {"s", ticks_per_second},
    {"sec", ticks_per_second},
    {"secs", ticks_per_second},
    {"second", ticks_per_second},
    {"seconds", ticks_per_second},
    {"ms", ticks_per_millisecond},
    {"milli", ticks_per_millisecond},
    {"millis", ticks_per_millisecond},
    {"millisec", ticks_per_millisecond},
    {"millisecond", ticks_per_millisecond},
    {"milliseconds", ticks_per_millisecond},
    {"micro", ticks_per_microsecond},
    {"micros", ticks_per_microsecond},
    {"microsec", ticks_per_microsecond},
    {"microsecond", ticks_per_microsecond},
    {"microseconds", ticks_per_microsecond},
    {"nano", 1, 100},
    {"nanos", 1, 100},
    {"nanosec", 1, 100},
    {"nanosecond", 1, 100},
    {"nanoseconds", 1, 100},
    {"tick", 1},
    {"ticks", 1},
}};

/// Digits of a number that are taken into account; ten days in ticks have thirteen.
constexpr int longest_number = 19;

class TimespanReader {
 public:
  explicit TimespanReader(std::string_view text) : text_(text) {}

  std::optional<std::int64_t> read() {
    negative_ = take('-');
    if (!negative_) take('+');
    std::int64_t first = 0;
    if (!read_whole(first)) return std::nullopt;
    if (at_ == text_.size()) return finish(int128{first} * ticks_per_day);
    if (peek() == ':') return read_clock(first);
    if (peek() != '.') return read_unit(first, 1);
    ++at_;
    // After the point stands an hour when a colon follows its digits, and else a fraction.
    std::int64_t second = 0;
    const std::size_t start = at_;
    const bool fits = read_whole(second);
    if (fits && peek() == ':') {
      days_ = first;
      return read_clock(second);
    }
    at_ = start;
    return read_fraction_and_unit(first);
  }

 private:
  [[nodiscard]] char peek() const { return at_ == text_.size() ? '\0' : text_[at_]; }
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }

  bool read_whole(std::int64_t& value) {
    value = 0;
    int digits = 0;
    for (; is_digit(peek()); ++at_, ++digits) {
      if (value > (std::numeric_limits<std::int64_t>::max() - 9) / 10) return false;
      value = value * 10 + (peek() - '0');
    }
    return digits > 0;
  }

  std::optional<std::int64_t> finish(int128 ticks) const {
    ticks = negative_ ? -ticks : ticks;
    if (ticks < std::numeric_limits<std::int64_t>::min() || ticks > std::numeric_limits<std::int64_t>::max())
      return std::nullopt;
    return static_cast<std::int64_t>(ticks);
  }

  /// At the colon after the hour, or after the days in d:hh:mm:ss.
  std::optional<std::int64_t> read_clock(std::int64_t hours) {
    std::array<std::int64_t, 3> parts{};
    std::size_t count = 0;
    while (count < parts.size() && take(':')) {
      if (!read_whole(parts[count++])) return std::nullopt;
    }
    if (count == 3) {
      if (days_) return std::nullopt;
      days_ = hours;
      hours = parts[0];
      parts = {parts[1], parts[2], 0};
    }
    std::int64_t fraction = 0;
    if (count >= 2 && take('.')) {
      const std::size_t start = at_;
      for (std::int64_t place = ticks_per_second / 10; is_digit(peek()); ++at_, place /= 10)
        fraction += (peek() - '0') * place;
      if (at_ == start) return std::nullopt;
    }
    if (at_ != text_.size() || hours > 23 || parts[0] > 59 || parts[1] > 59) return std::nullopt;
    return finish(int128{days_.value_or(0)} * ticks_per_day + hours * ticks_per_hour + parts[0] * ticks_per_minute +
                  parts[1] * ticks_per_second + fraction);
  }

  std::optional<std::int64_t> read_fraction_and_unit(std::int64_t whole) {
    int128 digits = whole;
    std::int64_t scale = 1;
    const std::size_t start = at_;
    for (int kept = 0; is_digit(peek()); ++at_) {
      if (++kept >= longest_number) continue;
      digits = digits * 10 + (peek() - '0');
      scale *= 10;
    }
    if (at_ == start) return std::nullopt;
    return read_unit(digits, scale);
  }

  /// The number digits / scale, at its unit.
  std::optional<std::int64_t> read_unit(int128 digits, std::int64_t scale) {
    while (is_blank(peek())) ++at_;
    const std::string_view name = text_.substr(at_);
    for (const Unit& unit : units) {
      if (unit.name != name) continue;
      // The whole and the fraction apart, so that the product fits: below 2^63 times 2^40 each.
      const int128 whole = digits / scale * unit.ticks;
      const int128 fraction = digits % scale * unit.ticks;
      return finish((whole + fraction / scale) / unit.parts);
    }
    return std::nullopt;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool negative_ = false;
  std::optional<std::int64_t> days_;
};

char* put_digits(std::uint64_t value, int count, char* out) {
  for (int i = count - 1; i >= 0; --i) {
    out[i] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
  return out + count;
}

int count_digits(std::uint64_t value) {
  int count = 1;
  for (; value >= 10; value /= 10) ++count;
  return count;
}

}  // namespace

std::optional<std::int64_t> parse_timespan(std::string_view text) {
  return TimespanReader(without_blanks(text)).read();
}

std::string timespan_text(std::int64_t ticks) {
  char buffer[32];
  char* out = buffer;
  std::uint64_t rest = ticks < 0 ? 0 - static_cast<std::uint64_t>(ticks) : static_cast<std::uint64_t>(ticks);
  const auto take = [&rest](std::int64_t unit) {
    const std::uint64_t count = rest / static_cast<std::uint64_t>(unit);
    rest %= static_cast<std::uint64_t>(unit);
    return count;
  };
  if (ticks < 0) *out++ = '-';
  if (const std::uint64_t days = take(ticks_per_day); days > 0) {
    out = put_digits(days, count_digits(days), out);
    *out++ = '.';
  }
  out = put_digits(take(ticks_per_hour), 2, out);
  *out++ = ':';
  out = put_digits(take(ticks_per_minute), 2, out);
  *out++ = ':';
  out = put_digits(take(ticks_per_second), 2, out);
  if (rest > 0) {
    *out++ = '.';
    out = put_digits(rest, 7, out);
  }
  return {buffer, out};
}

}  // namespace kelpie::tables
