#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace kelpie::parser::detail {

/// A // comment of a text.
struct Comment {
  std::uint32_t begin = 0;
  std::string_view text;     // with its slashes, without blanks at its end
  bool own_line = false;     // nothing but blanks before it on its line
  bool after_blank = false;  // an empty line stands before it
};

/// The comments of a text in order; // inside strings is none.
[[nodiscard]] std::vector<Comment> find_comments(std::string_view text);

/// True where an empty line stands before the line of `offset`.
[[nodiscard]] bool empty_line_before(std::string_view text, std::uint32_t offset);

}  // namespace kelpie::parser::detail
