#pragma once

#include <string>
#include <string_view>

namespace kelpie::tables::readers {

/// Replaces the escapes of a JSON string (its inside, without quotes) in `out`; false when one is malformed. A
/// surrogate without its partner becomes U+FFFD.
bool unescape(std::string_view raw, std::string& out);

/// The same into `out`, which has room for raw.size() bytes; one past the last byte, nullptr when an escape is
/// malformed.
char* unescape(std::string_view raw, char* out);

/// The inside of a JSON string that stands for the text.
void append_escaped(std::string_view text, std::string& out);

/// JSON without the blanks between its tokens; false when strings or brackets are not balanced, or it nests deeper than
/// values may.
bool compact_json(std::string_view raw, std::string& out);

/// Replaces what is no UTF-8 by U+FFFD. Returns whether there was anything to replace.
bool repair_utf8(std::string_view text, std::string& out);
/// Whether all bytes are UTF-8.
bool is_utf8(std::string_view text);

}  // namespace kelpie::tables::readers
