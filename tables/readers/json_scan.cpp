#include "tables/readers/json_scan.hpp"

#include <algorithm>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace kelpie::tables::readers {

namespace {

/// What stands where in 64 bytes.
struct Block {
  std::uint64_t quotes = 0;
  std::uint64_t backslashes = 0;
  std::uint64_t opens = 0;   // { [
  std::uint64_t closes = 0;  // } ]
  std::uint64_t controls = 0;
};

/// Bits of characters that a backslash before them escapes. `carry`: whether the first one is; then whether the next
/// block's is.
[[gnu::always_inline]] inline std::uint64_t escaped_by(std::uint64_t backslashes, std::uint64_t& carry) {
  if (backslashes == 0) {
    const std::uint64_t first = carry;
    carry = 0;
    return first;
  }
  constexpr std::uint64_t even = 0x5555555555555555ULL;
  backslashes &= ~carry;
  const std::uint64_t follows = backslashes << 1 | carry;
  const std::uint64_t odd_starts = backslashes & ~even & ~follows;
  unsigned long long sum = 0;
  carry = __builtin_add_overflow(static_cast<unsigned long long>(odd_starts),
                                 static_cast<unsigned long long>(backslashes), &sum)
              ? 1
              : 0;
  return (even ^ (static_cast<std::uint64_t>(sum) << 1)) & follows;
}

[[gnu::always_inline]] inline std::uint64_t prefix_xor(std::uint64_t bits) {
  for (int shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
  return bits;
}

/// find_long_string_end() over a function that looks at 64 bytes. Each instruction set has its own, so that the binary
/// runs everywhere.
template <typename Look>
[[gnu::always_inline]] inline StringEnd string_end(const char* p, Look look) {
  std::uint64_t carry = 0;
  bool escaped = false;
  for (;; p += 64) {
    const Block block = look(p);
    const std::uint64_t ends = (block.quotes & ~escaped_by(block.backslashes, carry)) | block.controls;
    if (ends == 0) {
      escaped |= block.backslashes != 0;
      continue;
    }
    const int at = std::countr_zero(ends);
    const std::uint64_t before = (std::uint64_t{1} << at) - 1;
    escaped |= (block.backslashes & before) != 0;
    return {(block.controls >> at & 1) != 0 ? nullptr : p + at, escaped};
  }
}

/// find_container_end() over a function that looks at 64 bytes. Counts depth, outside of strings.
template <typename Look>
[[gnu::always_inline]] inline const char* container_end(const char* p, const char* end, Look look) {
  std::size_t depth = 0;
  std::uint64_t in_string = 0;  // all bits: the block begins inside a string
  std::uint64_t carry = 0;
  for (; p < end; p += 64) {
    const Block block = look(p);
    const auto left = static_cast<std::size_t>(end - p);
    const std::uint64_t inside = left >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << left) - 1;
    const std::uint64_t quotes = block.quotes & ~escaped_by(block.backslashes, carry);
    const std::uint64_t strings = prefix_xor(quotes) ^ in_string;
    in_string = static_cast<std::uint64_t>(static_cast<std::int64_t>(strings) >> 63);
    const std::uint64_t opens = block.opens & ~strings & inside;
    std::uint64_t closes = block.closes & ~strings & inside;
    const auto close_count = static_cast<std::size_t>(std::popcount(closes));
    const auto open_count = static_cast<std::size_t>(std::popcount(opens));
    if (close_count >= depth) {  // it may end here
      std::size_t closed = 0;
      for (; closes != 0; closes &= closes - 1) {
        const int at = std::countr_zero(closes);
        ++closed;
        if (depth + static_cast<std::size_t>(std::popcount(opens & ((std::uint64_t{1} << at) - 1))) <= closed)
          return p + at + 1;
      }
    }
    depth += open_count - close_count;
  }
  return nullptr;
}

#if defined(__x86_64__)

[[gnu::always_inline]] inline Block look_sse2(const char* p) {
  Block result;
  for (int i = 0; i < 4; ++i) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p + 16 * i));
    const __m128i folded = _mm_or_si128(block, _mm_set1_epi8(0x20));  // [ becomes {, ] becomes }
    const auto bits = [i](__m128i found) {
      return static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(found))) << (16 * i);
    };
    result.quotes |= bits(_mm_cmpeq_epi8(block, _mm_set1_epi8('"')));
    result.backslashes |= bits(_mm_cmpeq_epi8(block, _mm_set1_epi8('\\')));
    result.opens |= bits(_mm_cmpeq_epi8(folded, _mm_set1_epi8('{')));
    result.closes |= bits(_mm_cmpeq_epi8(folded, _mm_set1_epi8('}')));
    result.controls |= bits(_mm_cmpeq_epi8(_mm_min_epu8(block, _mm_set1_epi8(0x1f)), block));
  }
  return result;
}

#define KELPIE_AVX2 gnu::target("avx2,bmi,popcnt,lzcnt")

struct LookAvx2 {
  [[KELPIE_AVX2]] static std::uint64_t bits(__m256i low, __m256i high) {
    return static_cast<std::uint32_t>(_mm256_movemask_epi8(low)) |
           static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm256_movemask_epi8(high))) << 32;
  }
  [[KELPIE_AVX2, gnu::always_inline]] static inline std::uint64_t where(__m256i low, __m256i high, char c) {
    const __m256i wanted = _mm256_set1_epi8(c);
    return bits(_mm256_cmpeq_epi8(low, wanted), _mm256_cmpeq_epi8(high, wanted));
  }
  [[KELPIE_AVX2]] Block operator()(const char* p) const {
    const __m256i low = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
    const __m256i high = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p + 32));
    const __m256i bit = _mm256_set1_epi8(0x20);
    const __m256i limit = _mm256_set1_epi8(0x1f);
    const __m256i folded_low = _mm256_or_si256(low, bit);
    const __m256i folded_high = _mm256_or_si256(high, bit);
    return {where(low, high, '"'), where(low, high, '\\'), where(folded_low, folded_high, '{'),
            where(folded_low, folded_high, '}'),
            bits(_mm256_cmpeq_epi8(_mm256_min_epu8(low, limit), low),
                 _mm256_cmpeq_epi8(_mm256_min_epu8(high, limit), high))};
  }
};

[[KELPIE_AVX2]] StringEnd string_end_avx2(const char* p) { return string_end(p, LookAvx2()); }
[[KELPIE_AVX2]] const char* container_end_avx2(const char* p, const char* end) {
  return container_end(p, end, LookAvx2());
}

StringEnd string_end_sse2(const char* p) { return string_end(p, look_sse2); }
const char* container_end_sse2(const char* p, const char* end) { return container_end(p, end, look_sse2); }

bool has_avx2() {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt");
}

const bool use_avx2 = has_avx2();

#else

Block look_plain(const char* p) {
  Block result;
  for (int i = 0; i < 64; ++i) {
    const std::uint64_t bit = std::uint64_t{1} << i;
    const char folded = static_cast<char>(p[i] | 0x20);
    if (p[i] == '"') result.quotes |= bit;
    if (p[i] == '\\') result.backslashes |= bit;
    if (folded == '{') result.opens |= bit;
    if (folded == '}') result.closes |= bit;
    if (static_cast<unsigned char>(p[i]) < 0x20) result.controls |= bit;
  }
  return result;
}

#endif

}  // namespace

StringEnd find_long_string_end(const char* p) {
#if defined(__x86_64__)
  return use_avx2 ? string_end_avx2(p) : string_end_sse2(p);
#else
  return string_end(p, look_plain);
#endif
}

const char* find_container_end(const char* p, const char* end) {
#if defined(__x86_64__)
  return use_avx2 ? container_end_avx2(p, end) : container_end_sse2(p, end);
#else
  return container_end(p, end, look_plain);
#endif
}

}  // namespace kelpie::tables::readers
