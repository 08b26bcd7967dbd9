#pragma once

// Sixteen bytes compared at once: the portable face of the one SIMD operation that text search needs.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace kelpie::executor {

/// A byte to look for. A letter of either case is found with fold 0x20 and its lower case as value: (byte | fold) ==
/// value holds for the two cases of an ASCII letter and for nothing else.
struct ByteProbe {
  unsigned char value = 0;
  unsigned char fold = 0;

  [[nodiscard]] bool matches(char byte) const { return (static_cast<unsigned char>(byte) | fold) == value; }
};

#if defined(__SSE2__)

namespace byte_block_detail {

inline __m128i compared(__m128i block, ByteProbe probe) {
  const __m128i folded = _mm_or_si128(block, _mm_set1_epi8(static_cast<char>(probe.fold)));
  return _mm_cmpeq_epi8(folded, _mm_set1_epi8(static_cast<char>(probe.value)));
}
inline std::uint32_t equal_bytes(__m128i block, ByteProbe probe) {
  return static_cast<std::uint32_t>(_mm_movemask_epi8(compared(block, probe)));
}
inline __m128i load_16(const char* data) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(data)); }

}  // namespace byte_block_detail

/// Bit i is set when byte i of the 16 at `data` matches.
inline std::uint32_t matches_of_16(const char* data, ByteProbe probe) {
  return byte_block_detail::equal_bytes(byte_block_detail::load_16(data), probe);
}

/// Bit i is set when byte i of the 16 at `first` matches one probe and byte i of those at `second` the other.
inline std::uint32_t matches_of_both_16(const char* first, ByteProbe one, const char* second, ByteProbe other) {
  using namespace byte_block_detail;
  const __m128i both = _mm_and_si128(compared(load_16(first), one), compared(load_16(second), other));
  return static_cast<std::uint32_t>(_mm_movemask_epi8(both));
}

/// The same for fewer than 16 bytes; reads none beyond them.
inline std::uint32_t matches_of_few(const char* data, std::size_t size, ByteProbe probe) {
  const auto two_halves = [&](std::size_t half, __m128i block) {
    const std::uint32_t mask = byte_block_detail::equal_bytes(block, probe);
    const std::uint32_t low = mask & ((1u << half) - 1);
    return low | (mask >> half & ((1u << half) - 1)) << (size - half);
  };
  if (size >= 8) {
    return two_halves(8, _mm_unpacklo_epi64(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(data)),
                                            _mm_loadl_epi64(reinterpret_cast<const __m128i*>(data + size - 8))));
  }
  if (size >= 4) {
    int first, last;
    std::memcpy(&first, data, 4);
    std::memcpy(&last, data + size - 4, 4);
    return two_halves(4, _mm_unpacklo_epi32(_mm_cvtsi32_si128(first), _mm_cvtsi32_si128(last)));
  }
  std::uint32_t mask = 0;
  for (std::size_t i = 0; i < size; ++i) mask |= static_cast<std::uint32_t>(probe.matches(data[i])) << i;
  return mask;
}

#else

inline std::uint32_t matches_of_few(const char* data, std::size_t size, ByteProbe probe) {
  std::uint32_t mask = 0;
  for (std::size_t i = 0; i < size; ++i) mask |= static_cast<std::uint32_t>(probe.matches(data[i])) << i;
  return mask;
}
inline std::uint32_t matches_of_16(const char* data, ByteProbe probe) { return matches_of_few(data, 16, probe); }
inline std::uint32_t matches_of_both_16(const char* first, ByteProbe one, const char* second, ByteProbe other) {
  return matches_of_16(first, one) & matches_of_16(second, other);
}

#endif

}  // namespace kelpie::executor
