#include "rules/tooling/format/plain_scalar.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "tables/guid.hpp"

namespace kelpie::rules::tooling {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n'; }

/// Words that YAML 1.1 or 1.2 reads as something else than text.
bool is_reserved(std::string_view text) {
  static constexpr std::array<std::string_view, 10> words{"true", "false", "yes", "no",   "on",
                                                          "off",  "y",     "n",   "null", "nan"};
  std::string folded(text);
  for (char& c : folded) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return std::find(words.begin(), words.end(), folded) != words.end();
}

/// "1.2.3", "15m" or a GUID: these begin with a digit and are no numbers.
bool is_text_with_digits(std::string_view text) {
  if (text.size() == 36 && tables::parse_guid(text)) return true;
  if (text.find_first_not_of("0123456789.") == std::string_view::npos) {
    return std::count(text.begin(), text.end(), '.') == 2 && is_digit(text.back()) &&
           text.find("..") == std::string_view::npos;
  }
  return std::string_view("dhms").find(text.back()) != std::string_view::npos &&
         text.find_first_not_of("0123456789") == text.size() - 1;
}

}  // namespace

bool is_plain_without_quotes(std::string_view text) {
  if (text.empty() || text.back() == ' ' || is_reserved(text)) return false;
  const auto harmless = [](char c) {
    return is_letter(c) || is_digit(c) || std::string_view(" _-./()+").find(c) != std::string_view::npos;
  };
  if (!std::all_of(text.begin(), text.end(), harmless)) return false;
  return is_letter(text.front()) || (is_digit(text.front()) && is_text_with_digits(text));
}

std::size_t end_of_quoted(std::string_view text, std::size_t at) {
  const char quote = text[at++];
  for (; at < text.size(); ++at) {
    if (quote == '"' && text[at] == '\\') {
      ++at;
    } else if (text[at] == quote) {
      if (quote == '"' || at + 1 >= text.size() || text[at + 1] != quote) return at + 1;
      ++at;
    }
  }
  return text.size();
}

std::size_t end_of_flow(std::string_view text, std::size_t at) {
  std::size_t depth = 0;
  for (bool token_begins = true; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '[' || c == '{') ++depth;
    if ((c == ']' || c == '}') && --depth == 0) return at + 1;
    if ((c == '"' || c == '\'') && token_begins) {
      at = end_of_quoted(text, at) - 1;
      token_begins = false;
    } else if (c == '#' && is_blank(text[at - 1])) {
      at = std::min(text.find('\n', at), text.size()) - 1;
    } else if (!is_blank(c)) {
      token_begins = c == ',' || c == ':' || c == '[' || c == '{';
    }
  }
  return text.size();
}

std::size_t skip_properties(std::string_view text, std::size_t at) {
  while (at < text.size() && (text[at] == '&' || text[at] == '!')) {
    while (at < text.size() && !is_blank(text[at])) ++at;
    while (at < text.size() && is_blank(text[at])) ++at;
  }
  return at;
}

}  // namespace kelpie::rules::tooling
