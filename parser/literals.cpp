#include <algorithm>
#include <array>
#include <cctype>

#include "parser/detail/codes.hpp"
#include "parser/detail/terminals.hpp"

namespace kelpie::parser::detail {
namespace {

struct TypedLiteral {
  std::string_view word;
  LiteralType type;
  std::string_view conversion;  // the function that people mean when they put a column into the parentheses
};
constexpr std::array typed_literals = {
    TypedLiteral{"datetime", LiteralType::datetime, "todatetime"},
    TypedLiteral{"date", LiteralType::datetime, "todatetime"},
    TypedLiteral{"timespan", LiteralType::timespan, "totimespan"},
    TypedLiteral{"time", LiteralType::timespan, "totimespan"},
    TypedLiteral{"guid", LiteralType::guid, "toguid"},
    TypedLiteral{"uuid", LiteralType::guid, "toguid"},
    TypedLiteral{"uniqueid", LiteralType::guid, "toguid"},
    TypedLiteral{"int", LiteralType::int_, "toint"},
    TypedLiteral{"int32", LiteralType::int_, "toint"},
    TypedLiteral{"int64", LiteralType::long_, "tolong"},
    TypedLiteral{"long", LiteralType::long_, "tolong"},
    TypedLiteral{"real", LiteralType::real, "toreal"},
    TypedLiteral{"double", LiteralType::real, "toreal"},
    TypedLiteral{"decimal", LiteralType::decimal, "todecimal"},
    TypedLiteral{"bool", LiteralType::boolean, "tobool"},
    TypedLiteral{"boolean", LiteralType::boolean, "tobool"},
};

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

bool is_number(std::string_view text, bool whole) {
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  const Iterator end = text.data() + text.size();
  const NumberScan number = scan_number(text.data(), end);
  if (number.end != end || number.bad_tail) return false;
  return number.type == LiteralType::long_ || (!whole && number.type == LiteralType::real);
}

/// Whether the content fits the type. What a datetime or timespan means is for the binder to say.
bool content_fits(LiteralType type, std::string_view text) {
  const std::string word = lower(text);
  switch (type) {
    case LiteralType::boolean:
      return word == "true" || word == "false" || is_number(text, true);
    case LiteralType::int_:
    case LiteralType::long_:
      return is_number(text, true);
    case LiteralType::real:
      return is_number(text, false) || word == "nan" || word == "inf" || word == "+inf" || word == "-inf";
    case LiteralType::decimal:
      return is_number(text, false);
    case LiteralType::guid:
      return text.size() >= 32 &&
             std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isxdigit(c) != 0 || c == '-'; });
    default:
      return true;
  }
}

std::string_view trimmed(Iterator from, Iterator to) {
  const auto blank = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  while (from != to && blank(*from)) ++from;
  while (from != to && blank(to[-1])) --to;
  return {from, static_cast<std::size_t>(to - from)};
}

[[noreturn]] void fail_string(State& state, Iterator at, const StringScan& scan) {
  if (scan.problem == StringProblem::unclosed)
    state.fail(at, scan.end, code::open_string, "This string is never closed.",
               *at == '`' || *at == '~'
                   ? ""
                   : "close it on the same line; a text of several lines stands between ``` and ```");
  const Iterator past = scan_any(scan.where + 1, state.end());
  state.fail(scan.where, std::min(past, scan.where + 2), code::bad_escape,
             "There is no such escape sequence in a string.", "write \\\\ for a backslash, or put @ before the string");
}

/// word(content), where `open` is the parenthesis.
void read_typed(State& state, Iterator& first, Iterator at, Iterator open, const TypedLiteral& kind, Literal& result) {
  Iterator close = open + 1;
  std::string text;
  const Iterator inner = skip_blank(close, state.end());
  if (string_begins(inner, state.end())) {
    StringScan scan = scan_string(inner, state.end());
    if (scan.problem != StringProblem::none) fail_string(state, inner, scan);
    close = skip_blank(scan.end, state.end());
    text = std::move(scan.text);
  } else {
    close = std::find_if(open, state.end(), [](char c) { return c == ')' || c == '\n' || c == ';'; });
    text = trimmed(open + 1, close);
  }
  if (close == state.end() || *close != ')')
    state.fail(open, open + 1, code::open_bracket, "This '(' is never closed.",
               "the value of a literal ends with ')' on the same line");
  result.span = state.span(at, close + 1);
  result.type = kind.type;
  result.is_null = lower(text) == "null";
  // What would be a comment behind the brackets is none within: it is no part of any constant either.
  if (!result.is_null && (!content_fits(kind.type, text) || text.find("//") != std::string::npos))
    state.fail(at, close + 1, code::bad_literal,
               std::string(kind.word) + "(...) takes a constant of its type, not '" + text + "'.",
               "to convert a value, call " + std::string(kind.conversion) + "(...)");
  result.text = result.is_null ? std::string() : std::move(text);
  first = close + 1;
}

bool read_word_literal(State& state, Iterator& first, Iterator at, Literal& result) {
  const Iterator past = scan_name(at, state.end());
  const std::string_view word(at, static_cast<std::size_t>(past - at));
  if (word == "true" || word == "false" || word == "True" || word == "False" || word == "TRUE" || word == "FALSE") {
    const Iterator next = state.skip(past);
    if (next != state.end() && *next == '(') return false;
    result = {state.span(at, past), LiteralType::boolean, lower(word), false};
    first = past;
    return true;
  }
  const auto kind =
      std::find_if(typed_literals.begin(), typed_literals.end(), [&](const auto& known) { return known.word == word; });
  if (kind == typed_literals.end()) return false;
  const Iterator open = skip_blank(past, state.end());
  if (open == state.end() || *open != '(') return false;
  read_typed(state, first, at, open, *kind, result);
  return true;
}

/// What to write instead of a number with letters behind it.
std::string number_hint(std::string_view text) {
  const std::size_t letters = std::min(text.find_first_not_of("0123456789."), text.size());
  const std::string digits(text.substr(0, letters));
  const std::string tail = lower(text.substr(letters));
  if (tail == "l" || tail == "u" || tail == "ul" || tail == "i")
    return "whole numbers are long without a suffix: " + digits;
  if (tail == "f" || tail == "m") return "write real(" + digits + ") or decimal(" + digits + ")";
  if (tail == "ns") return "write " + digits + "nanoseconds";
  if (tail == "us" || tail == "µs") return "write " + digits + "microseconds";
  if (tail == "w" || tail == "week" || tail == "weeks") return "there is no unit for weeks: write 7d";
  if (is_timespan_unit(tail)) return "units are in lower case: " + digits + tail;
  return {};
}

void read_number(State& state, Iterator& first, Iterator at, const NumberScan& number, Literal& result) {
  if (number.bad_tail)
    state.fail(at, number.end, code::bad_literal,
               "'" + std::string(at, number.end) + "' is neither a number nor a timespan.",
               number_hint({at, static_cast<std::size_t>(number.end - at)}));
  result = {state.span(at, number.end), number.type, std::string(at, number.end), false};
  first = number.end;
}

}  // namespace

bool read_string(State& state, Iterator& first, Literal& result) {
  const Iterator at = state.skip(first);
  Iterator next = at;
  std::string text;
  Iterator end = at;
  while (string_begins(next, state.end())) {  // adjacent literals are one
    StringScan scan = scan_string(next, state.end());
    if (scan.problem != StringProblem::none) fail_string(state, next, scan);
    text += scan.text;
    end = scan.end;
    next = skip_blank(end, state.end());
  }
  if (end == at) {
    state.expect(at, {"a string", false});
    return false;
  }
  result = {state.span(at, end), LiteralType::string, std::move(text), false};
  first = end;
  return true;
}

bool read_literal(State& state, Iterator& first, Literal& result) {
  const Iterator at = state.skip(first);
  if (string_begins(at, state.end())) return read_string(state, first, result);
  if (const NumberScan number = scan_number(at, state.end()); number.end != nullptr) {
    const bool is_name = number.bad_tail && scan_name(at, state.end()) == number.end;
    if (is_name && number_hint({at, static_cast<std::size_t>(number.end - at)}).empty()) return false;
    read_number(state, first, at, number, result);
    return true;
  }
  if (read_word_literal(state, first, at, result)) return true;
  state.expect(at, {"a literal", false});
  return false;
}

}  // namespace kelpie::parser::detail
