#include "tables/guid.hpp"

#include <array>
#include <cstddef>
#include <cstring>

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

/// The two digits of every byte.
constexpr std::array<char, 512> hex_pairs = [] {
  constexpr char digits[] = "0123456789abcdef";
  std::array<char, 512> table{};
  for (std::size_t i = 0; i < 256; ++i) {
    table[2 * i] = digits[i >> 4];
    table[2 * i + 1] = digits[i & 15];
  }
  return table;
}();

template <typename T>
std::uint64_t load(const char* from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

std::uint64_t load_two(const char* first, const char* second) {
  return load<std::uint32_t>(first) | load<std::uint32_t>(second) << 32;
}

/// Eight hexadecimal digits, the first in the lowest byte, as their number; `faults` gathers bits where one was no
/// digit.
[[gnu::always_inline]] inline std::uint32_t read_eight(std::uint64_t text, std::uint64_t& faults) {
  constexpr std::uint64_t ones = 0x0101010101010101;
  const std::uint64_t letters = text >> 6 & ones;  // 1 in the bytes of letters
  // What is left of 0x30 for a digit and of 0x60 for a letter in either case: 0..9 and 1..6.
  const std::uint64_t rest = (text | letters << 5) ^ (ones * 0x30 ^ letters * 0x50);
  faults |= (rest | (rest + ones * 0x76 + letters * 3)) | (~(rest + ones * 0x7f) & letters << 7);
  const std::uint64_t digits = rest + letters * 9;
  std::uint64_t bytes = (digits << 4 | digits >> 8) & 0x00ff00ff00ff00ff;
  bytes = (bytes | bytes >> 8) & 0x0000ffff0000ffff;
  return __builtin_bswap32(static_cast<std::uint32_t>(bytes | bytes >> 16));
}

bool parse_canonical(const char* text, Guid& guid) {
  std::uint64_t faults = 0;
  const std::uint64_t first = read_eight(load<std::uint64_t>(text), faults);
  const std::uint64_t second = read_eight(load_two(text + 9, text + 14), faults);
  const std::uint64_t third = read_eight(load_two(text + 19, text + 24), faults);
  const std::uint64_t fourth = read_eight(load<std::uint64_t>(text + 28), faults);
  guid.high = first << 32 | second;
  guid.low = third << 32 | fourth;
  const bool hyphens = text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-';
  return hyphens && (faults & 0x8080808080808080) == 0;
}

}  // namespace

std::optional<Guid> parse_guid(std::string_view text) {
  std::optional<Guid> result(std::in_place);
  if (text.size() == 36 && parse_canonical(text.data(), *result)) return result;
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

char* write_guid(const Guid& guid, char* out) {
  const auto put = [&out](std::uint64_t half, int from, int to) {
    for (int shift = from; shift > to; shift -= 8, out += 2)
      std::memcpy(out, &hex_pairs[std::size_t{2} * (half >> (shift - 8) & 0xff)], 2);
  };
  put(guid.high, 64, 32);
  *out++ = '-';
  put(guid.high, 32, 16);
  *out++ = '-';
  put(guid.high, 16, 0);
  *out++ = '-';
  put(guid.low, 64, 48);
  *out++ = '-';
  put(guid.low, 48, 0);
  return out;
}

std::string to_text(const Guid& guid) {
  char buffer[36];
  return {buffer, write_guid(guid, buffer)};
}

}  // namespace kelpie::tables
