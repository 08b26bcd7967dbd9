#pragma once

#include <string>
#include <string_view>

namespace kelpie::rules {

/// JSON in which every character beyond printable ASCII is written as \uXXXX: the same value. Requires valid JSON
/// without blanks between its tokens.
[[nodiscard]] std::string ascii_json(std::string_view json);

/// The text without what moves or hides other text where a person reads it: control characters, changes of direction
/// (U+202A-202E, U+2066-2069), invisible characters and bytes that are no UTF-8 become U+FFFD. Line breaks and tabs
/// stay when `breaks` says so, otherwise they become blanks.
[[nodiscard]] std::string visible_text(std::string_view text, bool breaks);

}  // namespace kelpie::rules
