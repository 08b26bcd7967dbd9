#pragma once

#include <cstdint>
#include <cstring>

namespace kelpie::tables {

/// High bits of those of eight characters that a JSON string must escape: quote, backslash, below 0x20. Right up to and
/// including the first such character; what comes after it may be marked wrongly.
[[nodiscard]] inline std::uint64_t ascii_specials(const char* text) {
  constexpr std::uint64_t ones = 0x0101010101010101;
  std::uint64_t word;
  std::memcpy(&word, text, sizeof word);
  const auto zeros = [](std::uint64_t x) { return (x - ones) & ~x; };
  return (zeros(word ^ ones * '"') | zeros(word ^ ones * '\\') | ((word - ones * 0x20) & ~word)) & 0x8080808080808080;
}

/// High bits of those of eight characters that are not ASCII.
[[nodiscard]] inline std::uint64_t beyond_ascii(const char* text) {
  std::uint64_t word;
  std::memcpy(&word, text, sizeof word);
  return word & 0x8080808080808080;
}

}  // namespace kelpie::tables
