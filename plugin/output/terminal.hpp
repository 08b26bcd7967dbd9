#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace kelpie::plugin {

/// What a stream is to a person.
struct Terminal {
  bool interactive = false;
  bool colour = false;      // interactive, and neither NO_COLOR nor TERM=dumb says otherwise
  std::size_t width = 100;  // columns
};
/// Looks at a file descriptor (1: standard output, 2: standard error).
[[nodiscard]] Terminal terminal_of(int descriptor);

/// Columns that a text takes on a terminal: wide characters two, combining ones none (UTF-8; a bad byte takes one).
[[nodiscard]] std::size_t display_width(std::string_view text);
/// The text with everything that drives a terminal made harmless: control characters, escape sequences, direction overrides and line breaks
/// become visible stand-ins. Log content comes from whoever signs in.
[[nodiscard]] std::string harmless(std::string_view text);
/// At most `width` columns, the last one "…" where something was cut.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t width);

enum class Colour { none, red, yellow, green, blue, dim, bold };
/// The text in a colour where the terminal shows colours.
[[nodiscard]] std::string coloured(std::string_view text, Colour colour, const Terminal& terminal);

}  // namespace kelpie::plugin
