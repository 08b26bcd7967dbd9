#pragma once

#include <cstddef>
#include <string>

namespace kelpie::tables {

/// Bytes of the UTF-8 sequence at `at` (RFC 3629: no overlong form, no surrogate, nothing above U+10FFFF); 0 when there
/// is none.
[[nodiscard]] std::size_t utf8_sequence(const char* at, const char* end);
/// Appends a code point, which must have a UTF-8 form.
void append_utf8(char32_t code_point, std::string& to);

}  // namespace kelpie::tables
