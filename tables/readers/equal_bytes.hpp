#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace kelpie::tables::readers {

/// std::memcmp(left, right, size) == 0 for texts that are mostly short, without the call.
[[gnu::always_inline]] inline bool equal_bytes(const char* left, const char* right, std::size_t size) {
#if defined(__SSE2__)
  const auto equal_at = [&](std::size_t at) {
    const __m128i a = _mm_loadu_si128(reinterpret_cast<const __m128i*>(left + at));
    const __m128i b = _mm_loadu_si128(reinterpret_cast<const __m128i*>(right + at));
    return _mm_movemask_epi8(_mm_cmpeq_epi8(a, b)) == 0xffff;
  };
  if (size >= 16) {
    for (std::size_t at = 0; at + 16 <= size; at += 16) {
      if (!equal_at(at)) return false;
    }
    return equal_at(size - 16);
  }
  const auto equal_words = [&]<typename Word>(Word) {
    Word words[4];
    std::memcpy(&words[0], left, sizeof(Word));
    std::memcpy(&words[1], right, sizeof(Word));
    std::memcpy(&words[2], left + size - sizeof(Word), sizeof(Word));
    std::memcpy(&words[3], right + size - sizeof(Word), sizeof(Word));
    return ((words[0] ^ words[1]) | (words[2] ^ words[3])) == 0;
  };
  if (size >= 8) return equal_words(std::uint64_t{});
  if (size >= 4) return equal_words(std::uint32_t{});
  for (std::size_t at = 0; at < size; ++at) {
    if (left[at] != right[at]) return false;
  }
  return true;
#else
  return std::memcmp(left, right, size) == 0;
#endif
}

}  // namespace kelpie::tables::readers
