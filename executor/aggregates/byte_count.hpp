#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace kelpie::executor {

/// How many of the bytes, each 0 or 1, are 1. Eight at a time, without asking more of the processor than words.
[[nodiscard]] inline std::uint64_t count_ones(const std::uint8_t* bytes, std::size_t count) {
  constexpr std::uint64_t every_other = 0x00ff00ff00ff00ffULL;
  std::uint64_t ones = 0;
  std::size_t at = 0;
  while (at + 8 <= count) {
    std::uint64_t lanes = 0;  // a byte holds 255 words' worth
    for (int i = 0; i < 255 && at + 8 <= count; ++i, at += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, bytes + at, sizeof word);
      lanes += word;
    }
    const std::uint64_t pairs = (lanes & every_other) + (lanes >> 8 & every_other);
    ones += (pairs * 0x0001000100010001ULL) >> 48;
  }
  for (; at < count; ++at) ones += bytes[at];
  return ones;
}

/// into[i] &= mask[i]
inline void and_bytes(std::uint8_t* into, const std::uint8_t* mask, std::size_t count) {
  std::size_t at = 0;
  for (; at + 8 <= count; at += 8) {
    std::uint64_t left = 0;
    std::uint64_t right = 0;
    std::memcpy(&left, into + at, sizeof left);
    std::memcpy(&right, mask + at, sizeof right);
    left &= right;
    std::memcpy(into + at, &left, sizeof left);
  }
  for (; at < count; ++at) into[at] &= mask[at];
}

}  // namespace kelpie::executor
