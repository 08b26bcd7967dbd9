#include "parser/detail/scan.hpp"

#include <algorithm>
#include <array>

#include "parser/detail/utf8.hpp"

namespace kelpie::parser::detail {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex_digit(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Blanks of Unicode that editors and web pages put into copied queries.
bool is_wide_blank(std::uint32_t c) {
  return c == 0xA0 || c == 0x85 || c == 0x1680 || c == 0x180E || (c >= 0x2000 && c <= 0x200B) || c == 0x2028 ||
         c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000 || c == 0xFEFF;
}

/// Punctuation and symbols beyond ASCII, so that a typographic quote does not become part of a name.
bool is_wide_symbol(std::uint32_t c) {
  return (c < 0xC0 && c != 0xAA && c != 0xB5 && c != 0xBA) || c == 0xD7 || c == 0xF7 ||
         (c >= 0x2010 && c <= 0x2BFF && (c < 0x2071 || c > 0x218F)) || (c >= 0x3001 && c <= 0x3004) ||
         (c >= 0x3008 && c <= 0x3020) || (c >= 0xE000 && c <= 0xF8FF) || (c >= 0xFE00 && c <= 0xFE6F) ||
         (c >= 0xFF00 && c <= 0xFF0F) || (c >= 0xFF1A && c <= 0xFF20) || (c >= 0xFFF0 && c <= 0xFFFF) || c >= 0x1F000;
}

unsigned letter_length(Iterator at, Iterator end) {
  if (at == end) return 0;
  if (is_ascii_letter(*at) || *at == '_') return 1;
  if (static_cast<unsigned char>(*at) < 0x80) return 0;
  const CodePoint c = decode_utf8(at, end);
  return is_wide_blank(c.value) || is_wide_symbol(c.value) ? 0 : c.length;
}

Iterator scan_digits(Iterator at, Iterator end) {
  while (at != end && is_digit(*at)) ++at;
  return at;
}

/// 4624Events is a name; 1d, 1e5 and 0x1F are none.
bool number_is_name(Iterator at, Iterator end) {
  const NumberScan number = scan_number(at, end);
  const Iterator digits = scan_digits(at, end);
  return number.bad_tail && *digits != '.' && !(number.end - at == 2 && *at == '0' && (at[1] == 'x' || at[1] == 'X'));
}

}  // namespace

Iterator skip_blank(Iterator at, Iterator end) {
  while (at != end) {
    const auto c = static_cast<unsigned char>(*at);
    if (c == ' ' || (c >= '\t' && c <= '\r')) {
      ++at;
    } else if (c == '/' && end - at > 1 && at[1] == '/') {
      at = std::find_if(at, end, [](char x) { return x == '\n' || x == '\r'; });
    } else if (c >= 0x80) {
      const CodePoint wide = decode_utf8(at, end);
      if (wide.length == 0 || !is_wide_blank(wide.value)) return at;
      at += wide.length;
    } else {
      return at;
    }
  }
  return at;
}

bool name_continues(Iterator at, Iterator end) { return at != end && (is_digit(*at) || letter_length(at, end) > 0); }

Iterator scan_name(Iterator at, Iterator end) {
  Iterator next = at;
  if (next != end && is_digit(*next)) {
    if (!number_is_name(at, end)) return at;
  } else {
    if (next != end && *next == '$') ++next;
    const unsigned first = letter_length(next, end);
    if (first == 0) return at;
    next += first;
  }
  while (next != end) {
    if (is_digit(*next)) {
      ++next;
    } else if (const unsigned length = letter_length(next, end); length > 0) {
      next += length;
    } else {
      break;
    }
  }
  return next;
}

bool is_timespan_unit(std::string_view word) {
  static constexpr std::array<std::string_view, 34> units = {
      "d",        "day",         "days",         "h",        "hr",          "hrs",          "hour",       "hours",
      "m",        "min",         "minute",       "minutes",  "s",           "sec",          "second",     "seconds",
      "ms",       "milli",       "millis",       "millisec", "millisecond", "milliseconds", "micro",      "micros",
      "microsec", "microsecond", "microseconds", "nano",     "nanos",       "nanosec",      "nanosecond", "nanoseconds",
      "tick",     "ticks"};
  return std::find(units.begin(), units.end(), word) != units.end();
}

NumberScan scan_number(Iterator at, Iterator end) {
  NumberScan scan;
  if (at == end || !is_digit(*at)) return scan;
  Iterator next = at;
  if (*at == '0' && end - at > 1 && (at[1] == 'x' || at[1] == 'X')) {
    next = std::find_if_not(at + 2, end, is_hex_digit);
    scan.bad_tail = next == at + 2;
  } else {
    next = scan_digits(at, end);
    // 1.5 and 1. are real, 1..5 is a range, 1.name is left to whoever complains about it.
    if (next != end && *next == '.' && (end - next == 1 || (next[1] != '.' && letter_length(next + 1, end) == 0))) {
      scan.type = LiteralType::real;
      next = scan_digits(next + 1, end);
    }
    if (next != end && (*next == 'e' || *next == 'E')) {
      const Iterator digits = next + 1 + (end - next > 1 && (next[1] == '+' || next[1] == '-') ? 1 : 0);
      const Iterator past = scan_digits(digits, end);
      if (past > digits) {
        scan.type = LiteralType::real;
        next = past;
      }
    }
  }
  Iterator tail = next;
  while (name_continues(tail, end)) tail += std::max(1u, decode_utf8(tail, end).length);
  if (tail != next) {
    if (is_timespan_unit({next, static_cast<std::size_t>(tail - next)}))
      scan.type = LiteralType::timespan;
    else
      scan.bad_tail = true;
  }
  scan.end = tail;
  return scan;
}

Iterator scan_any(Iterator at, Iterator end) {
  if (at == end) return at;
  if (string_begins(at, end)) return scan_string(at, end).end;
  if (const Iterator name = scan_name(at, end); name != at) return name;
  if (const NumberScan number = scan_number(at, end); number.end != nullptr) return number.end;
  static constexpr std::array<std::string_view, 13> symbols = {"..", "==", "!=", "<>", "<=",  ">=", "=~",
                                                               "!~", "=>", "&&", "||", "-->", "--"};
  const std::string_view rest(at, static_cast<std::size_t>(end - at));
  if (*at == '!' && scan_name(at + 1, end) != at + 1) return scan_name(at + 1, end);
  for (const std::string_view symbol : symbols)
    if (rest.starts_with(symbol)) return at + symbol.size();
  return at + std::max(1u, decode_utf8(at, end).length);
}

}  // namespace kelpie::parser::detail
