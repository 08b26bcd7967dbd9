// The text operators, character by character (Kusto reference: "String operators").

#include <string>
#include <vector>

#include <utf8proc.h>

#include "reference/operators.hpp"
#include "tables/dynamic.hpp"

namespace kelpie::differential {

using tables::Type;
using tables::Value;

namespace {

using Characters = std::vector<char32_t>;

Characters characters_of(std::string_view text) {
  Characters result;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  auto left = static_cast<utf8proc_ssize_t>(text.size());
  while (left > 0) {
    utf8proc_int32_t character = 0;
    utf8proc_ssize_t used = utf8proc_iterate(bytes, left, &character);
    if (used <= 0) {
      used = 1;
      character = 0xFFFD;
    }
    result.push_back(static_cast<char32_t>(character));
    bytes += used;
    left -= used;
  }
  return result;
}

Characters lower(Characters text) {
  for (char32_t& character : text)
    character = static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(character)));
  return text;
}

/// Terms are runs of letters and digits.
bool is_term_character(char32_t character) {
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(character))) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
      return true;
    default:
      return false;
  }
}

bool stands_at(const Characters& text, const Characters& needle, std::size_t at) {
  for (std::size_t i = 0; i < needle.size(); ++i) {
    if (text[at + i] != needle[i]) return false;
  }
  return true;
}

/// `before`, `after`: a term must begin or end where the needle does, where the needle's own edge is part of a term.
bool found(const Characters& text, const Characters& needle, bool before, bool after) {
  for (std::size_t at = 0; at + needle.size() <= text.size(); ++at) {
    if (!stands_at(text, needle, at)) continue;
    const std::size_t end = at + needle.size();
    const bool within_before =
        !needle.empty() && at > 0 && is_term_character(text[at - 1]) && is_term_character(needle.front());
    const bool within_after =
        !needle.empty() && end < text.size() && is_term_character(text[end]) && is_term_character(needle.back());
    if (!(before && within_before) && !(after && within_after)) return true;
  }
  return false;
}

std::optional<bool> matches(std::string_view operation, const Characters& text, const Characters& needle) {
  if (operation == "has") return found(text, needle, true, true);
  if (operation == "hasprefix") return found(text, needle, true, false);
  if (operation == "hassuffix") return found(text, needle, false, true);
  if (operation == "contains") return found(text, needle, false, false);
  if (operation == "startswith") return needle.size() <= text.size() && stands_at(text, needle, 0);
  if (operation == "endswith")
    return needle.size() <= text.size() && stands_at(text, needle, text.size() - needle.size());
  if (operation == "equals") return text == needle;
  return std::nullopt;
}

std::optional<bool> compare_texts(std::string_view operation, bool sensitive, const Value& text, const Value& needle) {
  if (text.type() != Type::string || needle.type() != Type::string) return std::nullopt;
  Characters left = characters_of(text.as_text()), right = characters_of(needle.as_text());
  if (!sensitive) {
    left = lower(std::move(left));
    right = lower(std::move(right));
  }
  return matches(operation, left, right);
}

/// The texts that a list of arguments stands for; nothing where one is no text.
std::optional<std::vector<Value>> texts_of(std::span<const Value> arguments) {
  std::vector<Value> texts;
  for (const Value& argument : arguments) {
    if (argument.type() == Type::string) {
      texts.push_back(argument);
      continue;
    }
    if (argument.type() != Type::dynamic || argument.is_null()) return std::nullopt;
    const tables::DynamicView list(argument.as_text());
    if (list.kind() != tables::DynamicKind::array) return std::nullopt;
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (list.element(i).kind() != tables::DynamicKind::string) return std::nullopt;
      texts.push_back(Value::string(std::string(list.element(i).as_string())));
    }
  }
  return texts;
}

std::optional<bool> any_or_all(std::string_view operation, bool all, std::span<const Value> arguments) {
  const auto texts = texts_of(arguments.subspan(1));
  if (!texts || texts->empty() || arguments[0].type() != Type::string) return std::nullopt;
  for (const Value& text : *texts) {
    const auto one = compare_texts(operation, false, arguments[0], text);
    if (!one) return std::nullopt;
    if (*one != all) return !all;
  }
  return all;
}

}  // namespace

std::optional<Value> text_operator(std::string_view name, std::span<const Value> arguments) {
  std::optional<bool> answer;
  bool negated = false;
  if (name == "has_any" || name == "has_all") {
    answer = any_or_all("has", name == "has_all", arguments);
  } else if (name == "in~" || name == "!in~") {
    negated = name == "!in~";
    answer = any_or_all("equals", false, arguments);
  } else if (arguments.size() == 2) {
    negated = name.starts_with('!');
    if (negated) name.remove_prefix(1);
    const bool sensitive = name.ends_with("_cs");
    if (sensitive) name.remove_suffix(3);
    answer = compare_texts(name == "=~" || (negated && name == "~") ? "equals"
                           : name == "equals"                       ? ""
                                                                    : name,
                           sensitive, arguments[0], arguments[1]);
  }
  return answer ? std::optional(Value::boolean(*answer != negated)) : std::nullopt;
}

}  // namespace kelpie::differential
