#pragma once

// Terminals: every one skips blanks, tries, and on failure tells the furthest-failure tracker what it wanted.

#include <string_view>

#include "parser/detail/grammar.hpp"

namespace kelpie::parser::detail {

/// Reads the word or symbol; on failure notes `expected` and leaves `first`.
bool read_word(State& state, Iterator& first, std::string_view word, Expected expected);
bool read_symbol(State& state, Iterator& first, std::string_view symbol, std::string_view not_before);
/// Reads a name, plain or quoted ['a b'].
bool read_name(State& state, Iterator& first, Name& name);
/// The same where a name is made, or stands for something: words that KQL keeps for itself there are no names unless they are quoted.
bool read_new_name(State& state, Iterator& first, Name& name);
bool read_reference(State& state, Iterator& first, Name& name);

template <typename Derived>
struct Terminal : x3::parser<Derived> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;
};

/// A word of the language; `bypass` is not the word `by`, `project-away` is not `project`.
struct Keyword : Terminal<Keyword> {
  std::string_view word;
  Expected expected;
  constexpr Keyword(std::string_view w, Expected e) : word(w), expected(e) {}

  template <typename It, typename Ctx, typename RCtx, typename Attr>
  bool parse(It& first, const It&, const Ctx& context, RCtx&, Attr&) const {
    return read_word(state_of(context), first, word, expected);
  }
};
constexpr Keyword kw(std::string_view word) { return {word, {word, true}}; }
/// The word that a stage begins with: all of them are one item in an expected list.
constexpr Keyword stage_word(std::string_view word) { return {word, {"an operator name", false}}; }
constexpr Keyword statement_word(std::string_view word) { return {word, {"a statement", false}}; }

/// A symbol; it does not match where a character of `not_before` follows.
struct Symbol : Terminal<Symbol> {
  std::string_view text;
  std::string_view not_before;
  constexpr Symbol(std::string_view t, std::string_view n) : text(t), not_before(n) {}

  template <typename It, typename Ctx, typename RCtx, typename Attr>
  bool parse(It& first, const It&, const Ctx& context, RCtx&, Attr&) const {
    return read_symbol(state_of(context), first, text, not_before);
  }
};
constexpr Symbol symbol(std::string_view text, std::string_view not_before = {}) { return {text, not_before}; }

/// Matches where it stands. X3's own eps would skip blanks, and spans end where reading stops.
struct Nothing : Terminal<Nothing> {
  template <typename It, typename Ctx, typename RCtx, typename Attr>
  bool parse(It&, const It&, const Ctx&, RCtx&, Attr&) const {
    return true;
  }
};
inline constexpr Nothing nothing{};

inline constexpr Symbol comma = symbol(",");
inline constexpr Symbol colon = symbol(":");
inline constexpr Symbol semicolon = symbol(";");
inline constexpr Symbol equals = symbol("=", "=~>");
inline constexpr Symbol pipe = symbol("|", "|");
inline constexpr Symbol dot = symbol(".", ".");
inline constexpr Symbol arrow = symbol("=>");

/// A terminal with an attribute that a plain function reads: bool read(State&, Iterator&, T&).
template <typename T, bool (*Read)(State&, Iterator&, T&)>
struct Reader : x3::parser<Reader<T, Read>> {
  using attribute_type = T;
  static constexpr bool has_attribute = true;

  template <typename It, typename Ctx, typename RCtx>
  bool parse(It& first, const It&, const Ctx& context, RCtx&, T& attribute) const {
    return Read(state_of(context), first, attribute);
  }
  template <typename It, typename Ctx, typename RCtx>
  bool parse(It& first, const It&, const Ctx& context, RCtx&, x3::unused_type) const {
    T ignored;
    return Read(state_of(context), first, ignored);
  }
};
/// A test of what comes next; reads nothing.
template <bool (*Test)(State&, Iterator)>
struct Lookahead : Terminal<Lookahead<Test>> {
  template <typename It, typename Ctx, typename RCtx, typename Attr>
  bool parse(It& first, const It&, const Ctx& context, RCtx&, Attr&) const {
    return Test(state_of(context), first);
  }
};

inline constexpr Reader<Name, read_name> name{};
inline constexpr Reader<Name, read_new_name> new_name{};
inline constexpr Reader<Name, read_reference> reference{};

struct TypeName {
  std::string text;
  Span span;
};
bool read_type_name(State& state, Iterator& first, TypeName& type);
inline constexpr Reader<TypeName, read_type_name> type_name{};

/// A number, string, bool, or datetime(...) and its kin.
bool read_literal(State& state, Iterator& first, Literal& literal);
inline constexpr Reader<Literal, read_literal> literal{};
bool read_string(State& state, Iterator& first, Literal& literal);
inline constexpr Reader<Literal, read_string> string_literal{};

/// A name with * in it, or * alone.
bool read_wildcard(State& state, Iterator& first, Expression& pattern);
inline constexpr Reader<Expression, read_wildcard> wildcard{};

bool read_star(State& state, Iterator& first, Star& star);
inline constexpr Reader<Star, read_star> star{};

/// `a =` or `(a, b) =` before the value of a column; nothing is read where there is none.
struct Target {
  std::vector<Name> names;
  bool parenthesized = false;
};
bool read_target(State& state, Iterator& first, Target& target);
inline constexpr Reader<Target, read_target> target{};

/// What may follow a stage: a pipe, a semicolon, the end, or the bracket that closes the surroundings. Reads nothing.
bool ends_stage(State& state, Iterator at);
inline constexpr Lookahead<ends_stage> stage_end{};
/// The parenthesis of macro-expand, in which statements stand; its kind among State::brackets.
inline constexpr char statement_parenthesis = 's';
/// The bracket that closes the statements that are being read.
[[nodiscard]] bool closes_statements(const State& state, Iterator at);
bool ends_statement(State& state, Iterator at);
inline constexpr Lookahead<ends_statement> statement_end{};
bool ends_text(State& state, Iterator at);
inline constexpr Lookahead<ends_text> text_end{};

}  // namespace kelpie::parser::detail
