#pragma once

// Finding the end of JSON tokens. Every function may read up to `scan_padding` bytes past `end`, and needs a control
// character at `end`.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace kelpie::tables::readers {

inline constexpr std::size_t scan_padding = 64;

inline bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

inline const char* skip_blanks(const char* p, const char* end) {
  while (p < end && is_blank(*p)) ++p;
  return p;
}

struct StringEnd {
  const char* quote = nullptr;  // the closing quote; nullptr: there is none before a control character
  bool escaped = false;         // a backslash stands before it
};

/// `p` stands behind the opening quote.
inline StringEnd find_string_end(const char* p) {
  StringEnd result;
  for (;;) {
#if defined(__SSE2__)
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(block, _mm_set1_epi8(0x1f)), block);
    const __m128i quote = _mm_cmpeq_epi8(block, _mm_set1_epi8('"'));
    const __m128i backslash = _mm_cmpeq_epi8(block, _mm_set1_epi8('\\'));
    const auto mask = static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(control, quote), backslash)));
    if (mask == 0) {
      p += 16;
      continue;
    }
    p += std::countr_zero(mask);
#else
    while (*p != '"' && *p != '\\' && static_cast<unsigned char>(*p) >= 0x20) ++p;
#endif
    if (*p == '"') {
      result.quote = p;
      return result;
    }
    if (*p != '\\' || static_cast<unsigned char>(p[1]) < 0x20) return result;
    result.escaped = true;
    p += 2;
  }
}

namespace detail {

/// What stands where in 64 bytes.
struct Block {
  std::uint64_t quotes, backslashes, opens, closes;
};

inline Block classify(const char* p) {
#if defined(__SSE2__)
  Block result{0, 0, 0, 0};
  for (int i = 0; i < 4; ++i) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p + 16 * i));
    const __m128i folded = _mm_or_si128(block, _mm_set1_epi8(0x20));  // [ becomes {, ] becomes }
    const auto put = [i](__m128i found) {
      return static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(found))) << (16 * i);
    };
    result.quotes |= put(_mm_cmpeq_epi8(block, _mm_set1_epi8('"')));
    result.backslashes |= put(_mm_cmpeq_epi8(block, _mm_set1_epi8('\\')));
    result.opens |= put(_mm_cmpeq_epi8(folded, _mm_set1_epi8('{')));
    result.closes |= put(_mm_cmpeq_epi8(folded, _mm_set1_epi8('}')));
  }
  return result;
#else
  Block result{0, 0, 0, 0};
  for (int i = 0; i < 64; ++i) {
    const std::uint64_t bit = std::uint64_t{1} << i;
    const char folded = static_cast<char>(p[i] | 0x20);
    if (p[i] == '"') result.quotes |= bit;
    if (p[i] == '\\') result.backslashes |= bit;
    if (folded == '{') result.opens |= bit;
    if (folded == '}') result.closes |= bit;
  }
  return result;
#endif
}

/// Bits of characters that a backslash before them escapes.
inline std::uint64_t escaped_by(std::uint64_t backslashes, std::uint64_t& carry) {
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

inline std::uint64_t prefix_xor(std::uint64_t bits) {
  for (int shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
  return bits;
}

}  // namespace detail

/// Tracks depth and strings over the bytes of an object or array, 64 at a time.
class ContainerScan {
 public:
  /// One past the bracket that closes the first one of [p, end); nullptr when it lies beyond `end`.
  const char* find_end(const char* p, const char* end) {
    for (; p < end; p += 64) {
      const detail::Block block = detail::classify(p);
      const auto left = static_cast<std::size_t>(end - p);
      const std::uint64_t inside = left >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << left) - 1;
      const std::uint64_t quotes =
          block.quotes & inside & ~detail::escaped_by(block.backslashes & inside, escape_carry_);
      const std::uint64_t strings = detail::prefix_xor(quotes) ^ string_carry_;
      string_carry_ = static_cast<std::uint64_t>(static_cast<std::int64_t>(left >= 64 ? strings : 0) >> 63);
      const std::uint64_t opens = block.opens & ~strings & inside;
      std::uint64_t closes = block.closes & ~strings & inside;
      const auto close_count = static_cast<std::size_t>(std::popcount(closes));
      const auto open_count = static_cast<std::size_t>(std::popcount(opens));
      if (close_count < depth_) {
        depth_ += open_count - close_count;
        continue;
      }
      std::size_t closed = 0;
      for (; closes != 0; closes &= closes - 1) {
        const int at = std::countr_zero(closes);
        const auto opened = static_cast<std::size_t>(std::popcount(opens & ((std::uint64_t{1} << at) - 1)));
        ++closed;
        if (depth_ + opened <= closed) return p + at + 1;
      }
      depth_ += open_count - close_count;
    }
    return nullptr;
  }

 private:
  std::size_t depth_ = 0;
  std::uint64_t string_carry_ = 0;
  std::uint64_t escape_carry_ = 0;
};

/// `p` stands on { or [; one past the closing bracket, nullptr when there is none before `end`. Brackets of both kinds
/// count alike: what lies between is looked at when it is parsed.
inline const char* find_container_end(const char* p, const char* end) { return ContainerScan().find_end(p, end); }

/// End of a number or word.
inline const char* find_scalar_end(const char* p, const char* end) {
  while (p < end && *p != ',' && *p != '}' && *p != ']' && !is_blank(*p)) ++p;
  return p;
}

/// One past the value at `p`; nullptr when it has no end or there is none.
inline const char* skip_value(const char* p, const char* end) {
  if (p >= end) return nullptr;
  if (*p == '"') {
    const char* quote = find_string_end(p + 1).quote;
    return quote == nullptr || quote >= end ? nullptr : quote + 1;
  }
  if (*p == '{' || *p == '[') return find_container_end(p, end);
  const char* next = find_scalar_end(p, end);
  return next == p ? nullptr : next;
}

/// Whether the token is a number, true, false or null as JSON spells them.
bool is_json_scalar(const char* begin, const char* end);

}  // namespace kelpie::tables::readers
