#include "executor/functions/regex/syntax.hpp"

#include <vector>

#include <fmt/format.h>

namespace kelpie::executor {

namespace {

// Insides of classes. Word characters are letters, marks, decimal digits, connectors and joiners (UTS #18,
// compatibility property "word").
constexpr std::string_view ascii_space = "\\t-\\r ";
constexpr std::string_view ascii_non_space = "\\x{0}-\\x{8}\\x{e}-\\x{1f}!-\\x{10ffff}";
constexpr std::string_view unicode_space =
    "\\t-\\r \\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}";
constexpr std::string_view unicode_non_space =
    "\\x{0}-\\x{8}\\x{e}-\\x{1f}!-\\x{84}\\x{86}-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}\\x{"
    "202a}-\\x{202e}"
    "\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{10ffff}";
constexpr std::string_view unicode_word =
    "\\p{L}\\p{M}\\p{Nd}\\p{Nl}\\p{Pc}\\x{200c}\\x{200d}\\x{24b6}-\\x{24e9}\\x{1f130}-\\x{1f149}\\x{1f150}-\\x{1f169}"
    "\\x{1f170}-\\x{1f189}";

bool is_hex(char byte) { return (byte >= '0' && byte <= '9') || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'f'); }

class Translator {
 public:
  Translator(std::string_view pattern, CharacterClasses classes)
      : pattern_(pattern), unicode_(classes == CharacterClasses::unicode) {}

  TranslatedPattern translate() {
    while (at_ < pattern_.size() && result_.error.empty()) {
      const char byte = pattern_[at_];
      if (byte == '\\')
        escape(false);
      else if (byte == '[')
        character_class();
      else if (byte == '(')
        group();
      else if (verbose_ && skip_blank())
        continue;
      else {
        if (byte == ')') close_group();
        copy(1);
      }
    }
    return std::move(result_);
  }

 private:
  [[nodiscard]] bool next_is(std::string_view text) const { return pattern_.substr(at_).starts_with(text); }
  void copy(std::size_t bytes) {
    result_.text.append(pattern_.substr(at_, bytes));
    at_ += bytes;
  }
  void put(std::string_view text) { result_.text.append(text); }
  void refuse(std::string message) { result_.error = std::move(message); }

  /// Blanks and comments under the flag x.
  bool skip_blank() {
    const char byte = pattern_[at_];
    if (byte == ' ' || (byte >= '\t' && byte <= '\r')) {
      ++at_;
      return true;
    }
    if (byte != '#' || in_class_) return false;
    while (at_ < pattern_.size() && pattern_[at_] != '\n') ++at_;
    return true;
  }

  void put_class(std::string_view inside, bool negated) {
    if (in_class_) return put(inside);
    put(negated ? "[^" : "[");
    put(inside);
    put("]");
  }

  void class_escape(char letter) {
    result_.has_classes = true;
    at_ += 2;
    switch (letter) {
      case 'd':
        return put(unicode_ ? "\\p{Nd}" : "\\d");
      case 'D':
        return put(unicode_ ? "\\P{Nd}" : "\\D");
      case 's':
        return put_class(unicode_ ? unicode_space : ascii_space, false);
      case 'S':
        if (in_class_) return put(unicode_ ? unicode_non_space : ascii_non_space);
        return put_class(unicode_ ? unicode_space : ascii_space, true);
      case 'w':
        return unicode_ ? put_class(unicode_word, false) : put("\\w");
      default:
        break;
    }
    if (!unicode_) return put("\\W");
    if (in_class_) return put(unicode_non_word_ranges());
    put_class(unicode_word, true);
  }

  /// \u0041, \u{41}, \U00000041
  void unicode_escape() {
    std::size_t digits = pattern_[at_ + 1] == 'u' ? 4 : 8;
    std::size_t begin = at_ + 2;
    const bool braces = begin < pattern_.size() && pattern_[begin] == '{';
    if (braces) {
      ++begin;
      digits = pattern_.find('}', begin) - begin;
    }
    const std::string_view number = pattern_.substr(std::min(begin, pattern_.size()), digits);
    if (number.empty() || number.size() > 8 || (!braces && number.size() < digits) ||
        begin + number.size() + (braces ? 1 : 0) > pattern_.size()) {
      return refuse("an escape \\u is followed by four hexadecimal digits, \\U by eight, or each by some in braces");
    }
    for (const char digit : number) {
      if (!is_hex(digit)) return refuse(fmt::format("'{}' in a \\u escape is no hexadecimal digit", digit));
    }
    put("\\x{");
    put(number);
    put("}");
    at_ = begin + number.size() + (braces ? 1 : 0);
  }

  void escape(bool inside) {
    in_class_ = inside;
    if (at_ + 1 >= pattern_.size()) return refuse("it ends with a backslash");
    const char letter = pattern_[at_ + 1];
    switch (letter) {
      case 'd':
      case 'D':
      case 's':
      case 'S':
      case 'w':
      case 'W':
        class_escape(letter);
        break;
      case 'u':
      case 'U':
        unicode_escape();
        break;
      case '_':
      case ' ':
        put(std::string_view(&letter, 1));
        at_ += 2;
        break;
      case '<':
      case '>':
        refuse(fmt::format(
            "\\{0} is a word boundary that is not supported; write \\b for a boundary, or {0} for the character",
            letter));
        break;
      case 'C':
        refuse("\\C is not supported");
        break;
      case 'b':
      case 'B':
        if (next_is("\\b{") || next_is("\\B{"))
          refuse("the half word boundaries \\b{...} are not supported; write \\b");
        else
          copy(2);
        break;
      case 'Q': {
        const std::size_t end = pattern_.find("\\E", at_);
        copy(end == std::string_view::npos ? pattern_.size() - at_ : end + 2 - at_);
        break;
      }
      default:
        if (letter >= '0' && letter <= '9') {
          refuse(fmt::format("\\{} refers back to a group, which regular expressions here cannot", letter));
        } else {
          copy(2);
        }
    }
    in_class_ = false;
  }

  void character_class() {
    copy(1);
    if (at_ < pattern_.size() && pattern_[at_] == '^') copy(1);
    if (at_ < pattern_.size() && pattern_[at_] == ']') copy(1);  // first of all it stands for itself
    while (at_ < pattern_.size() && result_.error.empty()) {
      const char byte = pattern_[at_];
      if (byte == ']') return copy(1);
      if (byte == '\\') {
        escape(true);
      } else if (byte == '[') {
        const std::size_t end = next_is("[:") ? pattern_.find(":]", at_ + 2) : std::string_view::npos;
        if (end == std::string_view::npos)
          return refuse(
              "a [ within a character class opens another one, which is not supported; write \\[ for the character");
        copy(end + 2 - at_);
      } else if (next_is("&&") || next_is("--") || next_is("~~")) {
        return refuse(fmt::format("the class operation {0}{0} is not supported; write \\{0} for the character", byte));
      } else if (verbose_) {
        in_class_ = true;
        if (!skip_blank()) copy(1);
        in_class_ = false;
      } else {
        copy(1);
      }
    }
  }

  void group() {
    verbose_outside_.push_back(verbose_);
    if (!next_is("(?")) return copy(1);
    if (next_is("(?=") || next_is("(?!") || next_is("(?<=") || next_is("(?<!")) {
      return refuse(
          fmt::format("look-around such as {} is not supported", pattern_.substr(at_, next_is("(?<") ? 4 : 3)));
    }
    if (next_is("(?<")) {
      put("(?P<");
      at_ += 3;
      return;
    }
    if (next_is("(?P")) return copy(3);
    flags();
  }

  /// (?flags) and (?flags:
  void flags() {
    std::string kept;
    bool on = true;
    at_ += 2;
    for (; at_ < pattern_.size() && pattern_[at_] != ':' && pattern_[at_] != ')'; ++at_) {
      const char flag = pattern_[at_];
      if (flag == '-') on = false;
      if (flag == 'x')
        verbose_ = on;
      else if (flag == 'R' || (flag == 'u' && !on))
        return refuse(fmt::format("the flag {}{} is not supported", on ? "" : "-", flag));
      else if (flag != 'u')
        kept.push_back(flag);
    }
    if (kept.ends_with('-')) kept.pop_back();
    const bool closes = at_ < pattern_.size() && pattern_[at_] == ')';
    if (closes) {
      // The flags hold to the end of the group around, so its blanks stay as they are now.
      verbose_outside_.pop_back();
      ++at_;
      if (!kept.empty()) put("(?" + kept + ")");
    } else {
      put("(?" + kept);
    }
  }

  void close_group() {
    if (verbose_outside_.empty()) return;
    verbose_ = verbose_outside_.back();
    verbose_outside_.pop_back();
  }

  std::string_view pattern_;
  bool unicode_;
  bool in_class_ = false;
  bool verbose_ = false;
  std::vector<bool> verbose_outside_;  // one for each open group
  std::size_t at_ = 0;
  TranslatedPattern result_;
};

}  // namespace

TranslatedPattern translate_pattern(std::string_view pattern, CharacterClasses classes) {
  return Translator(pattern, classes).translate();
}

}  // namespace kelpie::executor
