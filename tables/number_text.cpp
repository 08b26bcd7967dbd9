#include "tables/number_text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <system_error>

#include "tables/text.hpp"

namespace kelpie::tables {

namespace {

bool equals_ignoring_case(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a | 0x20) : a) == b; });
}

/// Whether a number that a real cannot hold is too small, not too large: the place of its first digit that is not 0
/// says it.
bool is_tiny(std::string_view number) {
  std::int64_t place = 0;  // of the digit before the point: 1
  std::int64_t first = 0;
  bool found = false;
  bool fraction = false;
  std::size_t i = 0;
  for (; i < number.size() && number[i] != 'e' && number[i] != 'E'; ++i) {
    if (number[i] == '.') fraction = true;
    if (!is_digit(number[i])) continue;
    if (fraction) --place;
    if (found && !fraction) ++first;
    if (!found && number[i] != '0') {
      found = true;
      first = place;
    }
  }
  if (i + 1 >= number.size()) return first < 0;
  std::string_view exponent = number.substr(i + 1);
  const bool negative = exponent.front() == '-';
  if (negative || exponent.front() == '+') exponent.remove_prefix(1);
  std::int64_t value = 0;
  for (const char c : exponent) value = std::min<std::int64_t>(value * 10 + (c - '0'), 1'000'000'000'000);
  return first + (negative ? -value : value) < 0;
}

}  // namespace

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<double> real_of(std::string_view number) {
  if (number.empty() || !(is_digit(number.front()) || number.front() == '-' || number.front() == '.'))
    return std::nullopt;
  double value = 0;
  const char* const end = number.data() + number.size();
  const auto read = std::from_chars(number.data(), end, value);
  if (read.ptr != end) return std::nullopt;
  if (read.ec == std::errc()) return std::isfinite(value) ? std::optional(value) : std::nullopt;
  if (read.ec != std::errc::result_out_of_range || !is_tiny(number)) return std::nullopt;
  return number.front() == '-' ? -0.0 : 0.0;
}

std::optional<std::int64_t> parse_long(std::string_view text) {
  text = without_blanks(text);
  if (text.empty()) return std::nullopt;
  bool negative = false;
  if (text.front() == '-' || text.front() == '+') {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  int base = 10;
  if (text.size() > 2 && text[0] == '0' && (text[1] | 0x20) == 'x') {
    base = 16;
    text.remove_prefix(2);
  }
  std::uint64_t magnitude = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, magnitude, base);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  const std::uint64_t limit = std::uint64_t{1} << 63;
  if (negative) return magnitude > limit ? std::nullopt : std::optional(static_cast<std::int64_t>(0 - magnitude));
  return magnitude >= limit ? std::nullopt : std::optional(static_cast<std::int64_t>(magnitude));
}

std::optional<double> parse_real(std::string_view text) {
  text = without_blanks(text);
  const std::string_view number = !text.empty() && text.front() == '+' ? text.substr(1) : text;
  if (const auto value = real_of(number); value && (number.size() == text.size() || number.front() != '-'))
    return value;
  const bool negative = !text.empty() && text.front() == '-';
  const std::string_view word = negative || number.size() != text.size() ? text.substr(1) : text;
  if (equals_ignoring_case(word, "nan")) return std::numeric_limits<double>::quiet_NaN();
  if (!equals_ignoring_case(word, "inf") && !equals_ignoring_case(word, "infinity")) return std::nullopt;
  return negative ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
}

std::optional<bool> parse_bool(std::string_view text) {
  if (equals_ignoring_case(text, "true")) return true;
  if (equals_ignoring_case(text, "false")) return false;
  if (text.empty() || is_blank(text.front()) || is_blank(text.back())) return std::nullopt;
  const auto number = parse_long(text);
  return number ? std::optional(*number != 0) : std::nullopt;
}

char* write_real(double value, char* out) {
  const auto put = [&out](std::string_view text) { return std::copy(text.begin(), text.end(), out); };
  if (std::isnan(value)) return put("NaN");
  if (std::isinf(value)) return put(value < 0 ? "-Infinity" : "Infinity");
  if (value == 0) return put(std::signbit(value) ? "-0.0" : "0.0");
  const double size = std::fabs(value);
  // The bounds within which .NET, hence the engine that KQL comes from, writes no exponent.
  const bool plain = size >= 1e-5 && size < 1e15;
  char* const end =
      std::to_chars(out, out + longest_real, value, plain ? std::chars_format::fixed : std::chars_format::scientific)
          .ptr;
  if (!plain || std::find(out, end, '.') != end) return end;
  out = end;
  return put(".0");
}

std::string real_text(double value) {
  char buffer[longest_real];
  return {buffer, write_real(value, buffer)};
}

}  // namespace kelpie::tables
