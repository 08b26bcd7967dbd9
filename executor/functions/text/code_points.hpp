#pragma once

// UTF-8 (RFC 3629) and what Unicode says of a code point, as the string functions and operators need it.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace kelpie::executor {

inline constexpr char32_t replacement_character = 0xFFFD;
inline constexpr char32_t last_code_point = 0x10FFFF;

struct DecodedCodePoint {
  char32_t value = 0;
  std::size_t bytes = 1;
};

/// The code point at `at` (which must lie inside the text). A byte that begins no valid sequence is U+FFFD, one byte long.
[[nodiscard]] DecodedCodePoint decode_at(std::string_view text, std::size_t at);
/// The code point that ends right before `end` (0 < end <= size).
[[nodiscard]] DecodedCodePoint decode_before(std::string_view text, std::size_t end);

/// Bytes that the code point takes in UTF-8; a surrogate or a number beyond U+10FFFF counts as U+FFFD.
[[nodiscard]] std::size_t encoded_size(char32_t code_point);
/// Writes the code point at `out` (at most four bytes) and returns one past the last.
char* encode(char32_t code_point, char* out);
void append(char32_t code_point, std::string& out);

/// No byte above 0x7F.
[[nodiscard]] bool is_ascii(std::string_view text);
[[nodiscard]] bool is_valid_utf8(std::string_view text);
/// Code points in the text: bytes that do not continue one.
[[nodiscard]] std::size_t count_code_points(std::string_view text);
/// Byte at which code point `index` begins; the size of the text when it has no more than `index`.
[[nodiscard]] std::size_t byte_of_code_point(std::string_view text, std::size_t index);

[[nodiscard]] constexpr bool is_ascii_letter_or_digit(unsigned char byte) {
  return (byte >= '0' && byte <= '9') || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z');
}
[[nodiscard]] constexpr char ascii_lower(char byte) { return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte | 0x20) : byte; }
[[nodiscard]] constexpr char ascii_upper(char byte) { return byte >= 'a' && byte <= 'z' ? static_cast<char>(byte & ~0x20) : byte; }

/// What terms consist of (Kusto reference: "String operators"): letters and decimal digits of any script.
[[nodiscard]] bool is_term_character(char32_t code_point);
/// Simple (one to one) case mappings.
[[nodiscard]] char32_t to_lower(char32_t code_point);
[[nodiscard]] char32_t to_upper(char32_t code_point);

/// The form in which texts that differ in case alone are equal: the simple upper case of every code point, where ASCII maps to ASCII lower
/// case and nothing else maps into ASCII (so the dotless i and the long s equal themselves alone).
void append_folded(std::string_view text, std::string& out);

}  // namespace kelpie::executor
