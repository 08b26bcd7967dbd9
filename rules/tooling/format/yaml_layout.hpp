#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/tooling/format/yaml_outline.hpp"

namespace kelpie::rules::tooling {

/// A line of a laid out document, without its end.
struct LaidLine {
  enum class Role {
    structure,  // a key, an element of a list, or a value on a line of its own begins here
    content,    // goes on with a value: nothing may be put in between
    comment,
    blank,
  };
  Role role = Role::blank;
  std::string text;
};

/// The lines of a document whose root is a map in block style: two blanks a level, one after colons and dashes, no
/// blanks at ends, quotes only where they are needed; what is inside of block scalars, brackets and texts over several
/// lines stays. Line numbers are those of `text`. Nothing when the document has a form that this does not know. The
/// text must end with a line's end.
[[nodiscard]] std::optional<std::vector<LaidLine>> lay_out(std::string_view text, const YamlOutline& root);

}  // namespace kelpie::rules::tooling
