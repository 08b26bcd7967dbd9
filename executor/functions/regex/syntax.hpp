#pragma once

#include <string>
#include <string_view>

namespace kelpie::executor {

/// What \d, \w and \s stand for.
enum class CharacterClasses : unsigned char { ascii, unicode };

struct TranslatedPattern {
  std::string text;
  bool has_classes = false;  // \d \w \s or their opposites occur: the two translations differ
  std::string error;         // not empty: the pattern cannot be used, and why
};

/// Turns a pattern of Kusto's dialect (Kusto reference: "Regular expressions", the syntax of the Rust regex crate) into
/// RE2's. What RE2 would read otherwise than Kusto is rewritten or refused: classes within classes and class
/// operations, \u escapes, (?<name>...), the flags x, u and R, \< and \>. What is malformed in both is left to RE2 to
/// find. Word boundaries stay those of ASCII.
[[nodiscard]] TranslatedPattern translate_pattern(std::string_view pattern, CharacterClasses classes);

/// The code points that are no word characters, as the inside of a class.
[[nodiscard]] const std::string& unicode_non_word_ranges();

}  // namespace kelpie::executor
