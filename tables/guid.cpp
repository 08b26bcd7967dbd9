#include "tables/guid.hpp"

#include <array>
#include <cstddef>

#include "tables/number_text.hpp"

namespace kelpie::tables {

namespace {

/// Value of a hexadecimal digit; 0xff for any other character.
constexpr std::array<std::uint8_t, 256> hex_values = [] {
  std::array<std::uint8_t, 256> table{};
  table.fill(0xff);
  for (int i = 0; i < 10; ++i) table[static_cast<std::size_t>('0' + i)] = static_cast<std::uint8_t>(i);
  for (int i = 0; i < 6; ++i) {
    table[static_cast<std::size_t>('a' + i)] = static_cast<std::uint8_t>(10 + i);
    table[static_cast<std::size_t>('A' + i)] = static_cast<std::uint8_t>(10 + i);
  }
  return table;
}();

/// Reads `count` digits into the low bits of `value`; `seen` gathers high bits when one was no digit.
inline std::uint64_t read_digits(const char* text, int count, std::uint64_t value, std::uint8_t& seen) {
  for (int i = 0; i < count; ++i) {
    const std::uint8_t digit = hex_values[static_cast<std::uint8_t>(text[i])];
    seen |= digit;
    value = value << 4 | (digit & 0x0f);
  }
  return value;
}

std::optional<Guid> parse_canonical(const char* text) {
  std::uint8_t seen = 0;
  Guid result;
  result.high = read_digits(text, 8, 0, seen);
  result.high = read_digits(text + 9, 4, result.high, seen);
  result.high = read_digits(text + 14, 4, result.high, seen);
  result.low = read_digits(text + 19, 4, 0, seen);
  result.low = read_digits(text + 24, 12, result.low, seen);
  const bool hyphens = text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-';
  if (!hyphens || (seen & 0xf0) != 0) return std::nullopt;
  return result;
}

}  // namespace

std::optional<Guid> parse_guid(std::string_view text) {
  if (text.size() == 36) {
    if (const auto guid = parse_canonical(text.data())) return guid;
  }
  text = without_blanks(text);
  if (text.size() >= 2 && text.front() == '{' && text.back() == '}') text = text.substr(1, text.size() - 2);
  if (text.size() < 32 || text.size() > 36) return std::nullopt;
  // Every hyphen is optional on its own: the engine reads 0123456789ab-cdef-0123-456789abcdef too.
  std::uint64_t halves[2] = {0, 0};
  std::size_t digits = 0;
  bool hyphen_allowed = false;
  for (const char c : text) {
    if (c == '-' && hyphen_allowed) {
      hyphen_allowed = false;
      continue;
    }
    const std::uint8_t digit = hex_values[static_cast<std::uint8_t>(c)];
    if (digit == 0xff || digits == 32) return std::nullopt;
    std::uint64_t& half = halves[digits / 16];
    half = half << 4 | digit;
    ++digits;
    hyphen_allowed = digits == 8 || digits == 12 || digits == 16 || digits == 20;
  }
  if (digits != 32) return std::nullopt;
  return Guid{halves[0], halves[1]};
}

std::string to_text(const Guid& guid) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text(36, '-');
  std::size_t at = 0;
  for (const std::uint64_t half : {guid.high, guid.low}) {
    for (int shift = 60; shift >= 0; shift -= 4) {
      if (at == 8 || at == 13 || at == 18 || at == 23) ++at;
      text[at++] = digits[half >> shift & 0x0f];
    }
  }
  return text;
}

}  // namespace kelpie::tables
