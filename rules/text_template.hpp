#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace kelpie::rules {

/// A piece of a template: literal text, or the name of a column.
struct TemplatePart {
  bool is_column = false;
  std::string_view text;
};

/// Cuts "Sign-in of {{User}}" at its placeholders. Blanks inside the braces do not count; braces that do not close, or hold no name, are
/// literal text. The views point into `text`.
[[nodiscard]] std::vector<TemplatePart> parse_template(std::string_view text);
/// The columns that a template names, each once.
[[nodiscard]] std::vector<std::string_view> columns_of_template(std::string_view text);
/// The template with its columns' values. A value is inserted as it is: braces inside it mean nothing. Cut to `most_bytes` at the end of a
/// character of UTF-8.
[[nodiscard]] std::string fill_template(std::string_view text, std::size_t most_bytes, const std::function<std::string(std::string_view column)>& value);

/// The text, cut to so many bytes without cutting a character.
[[nodiscard]] std::string cut_text(std::string_view text, std::size_t most_bytes);

}  // namespace kelpie::rules
