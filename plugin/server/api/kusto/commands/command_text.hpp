#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kelpie::server::kusto {

/// A word of a management command.
struct CommandWord {
  enum class Kind { word, name, text, list };
  Kind kind = Kind::word;
  std::string text;                // a word or name as it stands, a text without its quotes
  std::vector<std::string> names;  // of a list: (T1, ['T2'])
};

/// A management command as its words: `.show table ['T'] details | take 1` is show, table, T, details, and what is
/// piped.
struct CommandText {
  std::vector<CommandWord> words;  // without the point; `with (...)` and `if_later_than "..."` are left out
  /// Where, in the text, the operators begin that the command's table is piped into; npos: nowhere.
  std::size_t piped = std::string_view::npos;
  /// The words as they were sent, for errors.
  std::string shown;
};

/// Where a command's point stands: after blanks, comments and nothing else; nothing when the text is a query.
[[nodiscard]] std::optional<std::size_t> find_command(std::string_view text);
/// `point`: what find_command said. Throws RequestRefused for a quote or parenthesis that is not closed.
[[nodiscard]] CommandText read_command(std::string_view text, std::size_t point);

/// Do the words have the pattern's form? "show table {name} details": a word is compared without case, {name} is any
/// name and is put into `values`, {list} is names in parentheses, {text} a text in quotes.
[[nodiscard]] bool has_form(const std::vector<CommandWord>& words, std::string_view pattern,
                            std::vector<std::string>& values);

}  // namespace kelpie::server::kusto
