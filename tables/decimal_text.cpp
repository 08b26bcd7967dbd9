#include <algorithm>
#include <charconv>

#include "tables/decimal.hpp"
#include "tables/number_text.hpp"

namespace kelpie::tables {

namespace {

constexpr int max_digits = 34;
/// Beyond these the text is written with an exponent.
constexpr int longest_plain = 40;

/// Digits that were read, with what became of those that found no room.
struct Digits {
  int128 value = 0;
  int kept = 0;               // significant digits in value
  std::int64_t exponent = 0;  // of the last kept digit
  char first_dropped = '0';
  bool dropped_whole = false;  // a dropped digit other than 0

  void add(char digit, bool fraction) {
    if (kept < max_digits) {
      value = value * 10 + (digit - '0');
      if (value != 0) ++kept;
      if (fraction) --exponent;
      return;
    }
    if (!dropped_any) first_dropped = digit;
    dropped_any = true;
    dropped_whole |= digit != '0';
    if (!fraction) ++exponent;
  }
  bool dropped_any = false;
};

/// Reads an exponent like +12; saturates far outside of what fits.
bool read_exponent(std::string_view text, std::int64_t& exponent) {
  bool negative = false;
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  if (text.empty()) return false;
  exponent = 0;
  for (const char c : text) {
    if (!is_digit(c)) return false;
    exponent = std::min<std::int64_t>(exponent * 10 + (c - '0'), 1'000'000'000);
  }
  if (negative) exponent = -exponent;
  return true;
}

}  // namespace

std::optional<Decimal> parse_decimal(std::string_view text) {
  text = without_blanks(text);
  bool negative = false;
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  Digits digits;
  bool any = false;
  bool fraction = false;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if (is_digit(text[at])) {
      digits.add(text[at], fraction);
      any = true;
    } else if (text[at] == '.' && !fraction) {
      fraction = true;
    } else {
      break;
    }
  }
  if (!any) return std::nullopt;
  std::int64_t exponent = 0;
  if (at < text.size()) {
    if ((text[at] != 'e' && text[at] != 'E') || !read_exponent(text.substr(at + 1), exponent)) return std::nullopt;
  }
  if (digits.value == 0) return Decimal{};
  exponent += digits.exponent;
  // Digits after the 34th are rounded away where they are part of a fraction; a whole number must fit.
  if (digits.dropped_whole && exponent > 0) return std::nullopt;
  if (digits.first_dropped >= '5') ++digits.value;
  return make_decimal(negative ? -digits.value : digits.value, exponent);
}

std::string to_text(const Decimal& value) {
  if (value.coefficient == 0) return "0";
  char buffer[48];
  char* const end = buffer + sizeof buffer;
  char* start = end;
  int128 rest = value.coefficient;
  while (rest != 0) {
    const int digit = static_cast<int>(rest % 10);
    *--start = static_cast<char>('0' + (digit < 0 ? -digit : digit));
    rest /= 10;
  }
  const std::string_view digits(start, static_cast<std::size_t>(end - start));
  const int count = static_cast<int>(digits.size());
  const int point = count + value.exponent;  // digits before the point
  std::string text;
  if (value.coefficient < 0) text += '-';
  if (value.exponent >= 0 && point <= longest_plain) {
    text += digits;
    text.append(static_cast<std::size_t>(value.exponent), '0');
  } else if (point > 0 && point < count) {
    text += digits.substr(0, static_cast<std::size_t>(point));
    text += '.';
    text += digits.substr(static_cast<std::size_t>(point));
  } else if (point <= 0 && count - point <= longest_plain) {
    text += "0.";
    text.append(static_cast<std::size_t>(-point), '0');
    text += digits;
  } else {
    text += digits.front();
    if (count > 1) {
      text += '.';
      text += digits.substr(1);
    }
    text += 'e';
    char number[16];
    const auto number_end = std::to_chars(number, number + sizeof number, point - 1).ptr;
    text.append(number, number_end);
  }
  return text;
}

}  // namespace kelpie::tables
