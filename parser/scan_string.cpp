#include <algorithm>

#include "parser/detail/scan.hpp"
#include "parser/detail/utf8.hpp"

namespace kelpie::parser::detail {
namespace {

/// How a literal opens: its prefix, its quote and whether backslashes mean something in it.
struct Opening {
  unsigned prefix = 0;
  char quote = 0;  // 0: no string begins here
  bool verbatim = false;
  bool multi_line = false;
};

Opening opening_at(Iterator at, Iterator end) {
  Opening opening;
  Iterator next = at;
  if (next != end && (*next == 'h' || *next == 'H')) ++next;
  if (next != end && *next == '@') {
    opening.verbatim = true;
    ++next;
  }
  if (next == end) return {};
  opening.prefix = static_cast<unsigned>(next - at);
  if (*next == '"' || *next == '\'') {
    opening.quote = *next;
  } else if ((*next == '`' || *next == '~') && !opening.verbatim && end - next > 2 && next[1] == *next &&
             next[2] == *next) {
    opening.quote = *next;
    opening.multi_line = true;
  }
  return opening.quote != 0 ? opening : Opening{};
}

bool is_line_end(char c) { return c == '\n' || c == '\r'; }

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Reads exactly `count` hexadecimal digits; false where there are fewer.
bool read_hex(Iterator& at, Iterator end, int count, std::uint32_t& value) {
  value = 0;
  for (int i = 0; i < count; ++i) {
    if (at == end || hex_value(*at) < 0) return false;
    value = value << 4 | static_cast<std::uint32_t>(hex_value(*at++));
  }
  return true;
}

/// Reads what follows a backslash; false where it is no escape of KQL.
bool read_escape(Iterator& at, Iterator end, std::string& text) {
  static constexpr std::string_view letters = "abfnrtv\\\"'";
  static constexpr std::string_view meanings = "\a\b\f\n\r\t\v\\\"'";
  if (at == end) return false;
  const char c = *at;
  if (const auto i = letters.find(c); i != std::string_view::npos) {
    text.push_back(meanings[i]);
    ++at;
    return true;
  }
  std::uint32_t value = 0;
  if (c >= '0' && c <= '7') {
    for (int i = 0; i < 3 && at != end && *at >= '0' && *at <= '7'; ++i)
      value = value * 8 + static_cast<std::uint32_t>(*at++ - '0');
    append_utf8(text, value);
    return true;
  }
  const int digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
  if (digits == 0 || !read_hex(++at, end, digits, value)) return false;
  if (value >= 0xD800 && value <= 0xDBFF && end - at > 1 && at[0] == '\\' && at[1] == 'u') {
    std::uint32_t low = 0;
    Iterator next = at + 2;
    if (!read_hex(next, end, 4, low) || low < 0xDC00 || low > 0xDFFF) return false;
    value = 0x10000 + ((value - 0xD800) << 10) + (low - 0xDC00);
    at = next;
  }
  if (value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return false;
  append_utf8(text, value);
  return true;
}

StringScan scan_multi_line(Iterator at, Iterator body, Iterator end, char quote) {
  const char fence[3] = {quote, quote, quote};
  const Iterator close = std::search(body, end, fence, fence + 3);
  if (close == end) return {StringProblem::unclosed, end, at, {}};
  return {StringProblem::none, close + 3, nullptr, std::string(body, close)};
}

}  // namespace

bool string_begins(Iterator at, Iterator end) { return opening_at(at, end).quote != 0; }

StringScan scan_string(Iterator at, Iterator end) {
  const Opening opening = opening_at(at, end);
  if (opening.quote == 0) return {StringProblem::absent, at, at, {}};
  Iterator next = at + opening.prefix + 1;
  if (opening.multi_line) return scan_multi_line(at, next + 2, end, opening.quote);
  StringScan scan{StringProblem::none, at, nullptr, {}};
  while (next != end && !is_line_end(*next)) {
    if (*next == opening.quote) {
      if (opening.verbatim && end - next > 1 && next[1] == opening.quote) {
        scan.text.push_back(opening.quote);
        next += 2;
        continue;
      }
      scan.end = next + 1;
      return scan;
    }
    if (*next == '\\' && !opening.verbatim) {
      const Iterator backslash = next++;
      if (read_escape(next, end, scan.text)) continue;
      if (scan.problem == StringProblem::none) {
        scan.problem = StringProblem::bad_escape;
        scan.where = backslash;
      }
      next = backslash + 1 + (backslash + 1 != end && !is_line_end(backslash[1]) ? 1 : 0);
      continue;
    }
    scan.text.push_back(*next++);
  }
  return {StringProblem::unclosed, next, at, {}};
}

}  // namespace kelpie::parser::detail
