#pragma once

#include <cstdint>

namespace kelpie::parser::detail {

/// A code point and how many bytes it takes; length 0 where the bytes are no UTF-8 (RFC 3629: no surrogates, no
/// overlong forms).
struct CodePoint {
  std::uint32_t value = 0;
  unsigned length = 0;
};

inline CodePoint decode_utf8(const char* at, const char* end) {
  const auto byte = [&](int i) { return static_cast<unsigned char>(at[i]); };
  const auto follows = [&](int i) { return at + i < end && (byte(i) & 0xC0u) == 0x80u; };
  if (at >= end) return {};
  if (byte(0) < 0x80) return {byte(0), 1};
  if (byte(0) >= 0xC2 && byte(0) < 0xE0 && follows(1)) return {(byte(0) & 0x1Fu) << 6 | (byte(1) & 0x3Fu), 2};
  if ((byte(0) & 0xF0u) == 0xE0 && follows(1) && follows(2)) {
    const std::uint32_t code = (byte(0) & 0x0Fu) << 12 | (byte(1) & 0x3Fu) << 6 | (byte(2) & 0x3Fu);
    if (code >= 0x800 && (code < 0xD800 || code > 0xDFFF)) return {code, 3};
  }
  if ((byte(0) & 0xF8u) == 0xF0 && follows(1) && follows(2) && follows(3)) {
    const std::uint32_t code =
        (byte(0) & 0x07u) << 18 | (byte(1) & 0x3Fu) << 12 | (byte(2) & 0x3Fu) << 6 | (byte(3) & 0x3Fu);
    if (code >= 0x10000 && code <= 0x10FFFF) return {code, 4};
  }
  return {};
}

/// Appends a code point below 0x110000 as UTF-8.
template <typename String>
void append_utf8(String& text, std::uint32_t code) {
  const auto put = [&](std::uint32_t byte) { text.push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6);
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

}  // namespace kelpie::parser::detail
