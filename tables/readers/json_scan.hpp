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

/// The same as find_string_end(), made for long strings and many escapes.
StringEnd find_long_string_end(const char* p);

/// `p` stands behind the opening quote.
inline StringEnd find_string_end(const char* p) {
#if defined(__SSE2__)
  for (int block_number = 0; block_number < 2; ++block_number, p += 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(block, _mm_set1_epi8(0x1f)), block);
    const __m128i quote = _mm_cmpeq_epi8(block, _mm_set1_epi8('"'));
    const __m128i backslash = _mm_cmpeq_epi8(block, _mm_set1_epi8('\\'));
    const auto mask = static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(control, quote), backslash)));
    if (mask == 0) continue;
    p += std::countr_zero(mask);
    if (*p == '"') return {p, false};
    break;
  }
#endif
  return find_long_string_end(p);
}

/// `p` stands on { or [; one past the closing bracket, nullptr when there is none before `end`. Brackets of both kinds
/// count alike: what lies between is looked at when it is parsed.
const char* find_container_end(const char* p, const char* end);

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
