#pragma once

// Numbers from and to text, for those who read and write many.

#include <optional>
#include <string_view>

namespace kelpie::tables {

[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
/// Without white space at both ends.
[[nodiscard]] std::string_view without_blanks(std::string_view text);

/// The real nearest to a decimal number: digits with a point or an exponent or both, "-" allowed, nothing around it. A
/// number too small for a real is zero; nothing for one too large and for any other text.
[[nodiscard]] std::optional<double> real_of(std::string_view number);

/// Longest text that write_real makes.
inline constexpr int longest_real = 32;
/// Writes what real_text() gives; returns one past the last.
char* write_real(double value, char* out);

}  // namespace kelpie::tables
