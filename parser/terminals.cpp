#include "parser/detail/terminals.hpp"

#include "parser/detail/codes.hpp"
#include "parser/detail/reserved_words.hpp"

namespace kelpie::parser::detail {
namespace {

std::string_view rest_of(const State& state, Iterator at) { return {at, static_cast<std::size_t>(state.end() - at)}; }

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

}  // namespace

bool read_word(State& state, Iterator& first, std::string_view word, Expected expected) {
  const Iterator at = state.skip(first);
  const Iterator past = at + word.size();
  if (rest_of(state, at).starts_with(word) && !name_continues(past, state.end()) &&
      !(state.end() - past > 1 && past[0] == '-' && is_letter(past[1]))) {
    first = past;
    return true;
  }
  state.expect(at, expected);
  return false;
}

bool read_symbol(State& state, Iterator& first, std::string_view symbol, std::string_view not_before) {
  const Iterator at = state.skip(first);
  const Iterator past = at + symbol.size();
  if (rest_of(state, at).starts_with(symbol) &&
      (past == state.end() || not_before.find(*past) == std::string_view::npos)) {
    first = past;
    return true;
  }
  state.expect(at, {symbol, true});
  return false;
}

bool read_name(State& state, Iterator& first, Name& result) {
  const Iterator at = state.skip(first);
  if (const Iterator past = scan_name(at, state.end()); past != at) {
    result = {state.span(at, past), std::string(at, past), false};
    first = past;
    return true;
  }
  if (at != state.end() && *at == '[') {
    const Iterator quote = skip_blank(at + 1, state.end());
    if (string_begins(quote, state.end())) {
      StringScan text = scan_string(quote, state.end());
      if (text.problem == StringProblem::unclosed)
        state.fail(quote, text.end, code::open_string, "This string is never closed.", "close the name: ['a b']");
      const Iterator close = text.problem == StringProblem::none ? skip_blank(text.end, state.end()) : state.end();
      if (close != state.end() && *close == ']') {
        if (text.text.empty()) state.fail(at, close + 1, code::bad_literal, "A name cannot be empty.");
        result = {state.span(at, close + 1), std::move(text.text), true};
        first = close + 1;
        return true;
      }
    }
  }
  state.expect(at, {"a name", false});
  return false;
}

bool read_new_name(State& state, Iterator& first, Name& result) {
  Iterator at = first;
  if (!read_name(state, at, result)) return false;
  if (!result.quoted && is_reserved(result.text)) {
    state.expect(state.skip(first), {"a name", false});
    return false;
  }
  first = at;
  return true;
}

bool read_reference(State& state, Iterator& first, Name& result) {
  Iterator at = first;
  if (!read_name(state, at, result)) return false;
  if (!result.quoted && (is_reserved(result.text) || is_reserved_in_expressions(result.text))) {
    const Iterator next = state.skip(at);
    if (next == state.end() || *next != '(') {  // toscalar(...) is a call
      state.expect(state.skip(first), {"a name", false});
      return false;
    }
  }
  first = at;
  return true;
}

bool read_type_name(State& state, Iterator& first, TypeName& type) {
  const Iterator at = state.skip(first);
  const Iterator past = scan_name(at, state.end());
  if (past == at) {
    state.expect(at, {"a type", false});
    return false;
  }
  type = {std::string(at, past), state.span(at, past)};
  first = past;
  return true;
}

bool read_wildcard(State& state, Iterator& first, Expression& pattern) {
  const Iterator at = state.skip(first);
  Iterator past = at;
  bool stars = false;
  while (past != state.end()) {
    if (*past == '*') {
      stars = true;
      ++past;
    } else if (const Iterator word = scan_name(past, state.end()); word != past) {
      past = word;
    } else if (past != at && *past >= '0' && *past <= '9') {
      ++past;
    } else {
      break;
    }
  }
  if (!stars) {
    state.expect(at, {"a name", false});
    return false;
  }
  first = past;
  if (past - at == 1)
    pattern.node = Star{state.span(at, past)};
  else
    pattern.node = WildcardName{state.span(at, past), std::string(at, past)};
  return true;
}

bool read_star(State& state, Iterator& first, Star& result) {
  const Iterator at = state.skip(first);
  if (!read_symbol(state, first, "*", {})) return false;
  result.span = state.span(at, first);
  return true;
}

bool read_target(State& state, Iterator& first, Target& result) {
  const QuietGuard guard(state);
  Iterator at = first;
  Name part;
  if (read_new_name(state, at, part)) {
    if (!read_symbol(state, at, "=", "=~>")) return false;
    result.names.push_back(std::move(part));
    first = at;
    return true;
  }
  if (!read_symbol(state, at, "(", {})) return false;
  std::vector<Name> names;
  do {
    if (!read_new_name(state, at, part)) return false;
    names.push_back(part);
  } while (read_symbol(state, at, ",", {}));
  if (!read_symbol(state, at, ")", {}) || !read_symbol(state, at, "=", "=~>")) return false;
  result.names = std::move(names);
  result.parenthesized = true;
  first = at;
  return true;
}

bool ends_stage(State& state, Iterator first) {
  const Iterator at = state.skip(first);
  if (at == state.end()) return true;
  const bool inside = !state.brackets.empty();
  const char c = *at;
  if (c == '|' && !(state.end() - at > 1 && at[1] == '|')) return true;
  if (inside && (c == ')' || c == ']' || c == '}' || c == ',')) return true;
  if (c == ';' && (!inside || state.brackets.back().kind == '{' || state.brackets.back().kind == statement_parenthesis)) return true;
  state.expect(at, {"|", true});
  if (!inside) {
    state.expect(at, {";", true});
    state.expect(at, {"the end of the query", false});
  } else {
    const char kind = state.brackets.back().kind;
    state.expect(at, {kind == '(' || kind == statement_parenthesis ? ")" : kind == '[' ? "]" : "}", true});
  }
  return false;
}

bool closes_statements(const State& state, Iterator at) {
  if (state.brackets.empty()) return false;
  return *at == (state.brackets.back().kind == statement_parenthesis ? ')' : '}');
}

bool ends_statement(State& state, Iterator first) {
  const Iterator at = state.skip(first);
  if (at == state.end() || *at == ';' || closes_statements(state, at)) return true;
  state.expect(at, {";", true});
  if (state.brackets.empty())
    state.expect(at, {"the end of the query", false});
  else
    state.expect(at, {state.brackets.back().kind == statement_parenthesis ? ")" : "}", true});
  return false;
}

bool ends_text(State& state, Iterator first) {
  const Iterator at = state.skip(first);
  if (at == state.end()) return true;
  state.expect(at, {"the end of the text", false});
  return false;
}

}  // namespace kelpie::parser::detail
