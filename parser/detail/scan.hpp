#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "parser/ast.hpp"

// The lexis of KQL as plain functions over valid UTF-8. The grammar's terminals call them, and so do error recovery and
// the formatter, which must know a string and a comment when they see one.

namespace kelpie::parser::detail {

using Iterator = const char*;

/// Past blanks (Unicode's too, and a byte order mark) and // comments.
[[nodiscard]] Iterator skip_blank(Iterator at, Iterator end);

/// True where a character of a name stands: a letter of any script, a digit, `_`.
[[nodiscard]] bool name_continues(Iterator at, Iterator end);
/// Past the name at `at`; `at` itself where none begins. Names begin with a letter, `_` or `$`, or
/// with digits where the whole is no number.
[[nodiscard]] Iterator scan_name(Iterator at, Iterator end);

enum class StringProblem { none, absent, unclosed, bad_escape };
/// One string literal in any of its forms: "..", '..', @"..", h"..", ```..```, ~~~..~~~.
struct StringScan {
  StringProblem problem = StringProblem::absent;
  Iterator end = nullptr;    // past the literal; after a problem, where reading may go on
  Iterator where = nullptr;  // of the problem
  std::string text;          // decoded
};
[[nodiscard]] StringScan scan_string(Iterator at, Iterator end);
/// True where a string literal begins.
[[nodiscard]] bool string_begins(Iterator at, Iterator end);

/// A number: digits, fraction, exponent, and a timespan unit or a tail that is none.
struct NumberScan {
  Iterator end = nullptr;  // null where no number begins
  LiteralType type = LiteralType::long_;
  bool bad_tail = false;  // letters that are no unit, or 0x without digits
};
[[nodiscard]] NumberScan scan_number(Iterator at, Iterator end);

/// True for the units of timespan literals: d, day, days, h, ..., ticks.
[[nodiscard]] bool is_timespan_unit(std::string_view word);

/// Past whatever token stands at `at`, for messages and recovery: a name, a number, a string, a symbol, one character.
[[nodiscard]] Iterator scan_any(Iterator at, Iterator end);

}  // namespace kelpie::parser::detail
