#pragma once

// Directives of our own: they hold what X3's semantic actions cannot (locals, guards, handlers) and never change the
// context type.

#include <utility>

#include "parser/detail/terminals.hpp"

namespace kelpie::parser::detail {

template <typename Subject, typename Derived>
struct Directive : x3::unary_parser<Subject, Derived> {
  using x3::unary_parser<Subject, Derived>::unary_parser;
  static constexpr bool is_pass_through_unary = true;
  static constexpr bool handles_container = Subject::handles_container;
};

/// Makes `name[p]` out of a directive template with no arguments.
template <template <typename> typename D>
struct Generator {
  template <typename P>
  constexpr auto operator[](const P& subject) const {
    using Subject = typename x3::extension::as_parser<P>::value_type;
    return D<Subject>{x3::as_parser(subject)};
  }
};

/// Sets the span of the rule's attribute to what the subject read.
template <typename Subject>
struct Located : Directive<Subject, Located<Subject>> {
  constexpr explicit Located(const Subject& s) : Directive<Subject, Located<Subject>>(s) {}

  template <typename It, typename Ctx, typename RCtx, typename Attr>
  bool parse(It& first, const It& last, const Ctx& context, RCtx& rcontext, Attr& attribute) const {
    State& state = state_of(context);
    const It save = first;
    const It begin = state.skip(first);
    if (!this->subject.parse(first, last, context, rcontext, attribute)) {
      first = save;
      return false;
    }
    rcontext.span = state.span(begin, first);
    return true;
  }
};
inline constexpr Generator<Located> located{};

/// Keeps the subject's failures out of expected lists: for look-ahead and for tails that everybody knows.
template <typename Subject>
struct Quiet : Directive<Subject, Quiet<Subject>> {
  constexpr explicit Quiet(const Subject& s) : Directive<Subject, Quiet<Subject>>(s) {}

  template <typename It, typename Ctx, typename RCtx, typename Attr>
  bool parse(It& first, const It& last, const Ctx& context, RCtx& rcontext, Attr& attribute) const {
    const QuietGuard guard(state_of(context));
    return this->subject.parse(first, last, context, rcontext, attribute);
  }
};
inline constexpr Generator<Quiet> quiet{};

/// Names the subject in expected lists, instead of the terminals it could begin with.
template <typename Subject>
struct Described : Directive<Subject, Described<Subject>> {
  std::string_view description;
  constexpr Described(const Subject& s, std::string_view d)
      : Directive<Subject, Described<Subject>>(s), description(d) {}

  template <typename It, typename Ctx, typename RCtx, typename Attr>
  bool parse(It& first, const It& last, const Ctx& context, RCtx& rcontext, Attr& attribute) const {
    State& state = state_of(context);
    const auto mark = state.furthest.mark();
    const It at = state.skip(first);
    if (this->subject.parse(first, last, context, rcontext, attribute)) return true;
    if (state.quiet == 0) state.furthest.summarise(mark, at, {description, false});
    return false;
  }
};
template <typename P>
constexpr auto described(std::string_view description, const P& subject) {
  using Subject = typename x3::extension::as_parser<P>::value_type;
  return Described<Subject>{x3::as_parser(subject), description};
}

/// An opening bracket, one level of nesting with the subject in it, the closing bracket. Committed once the bracket is
/// open.
template <typename Subject>
struct Bracketed : Directive<Subject, Bracketed<Subject>> {
  std::string_view open;
  std::string_view close;
  constexpr Bracketed(const Subject& s, std::string_view o, std::string_view c)
      : Directive<Subject, Bracketed<Subject>>(s), open(o), close(c) {}

  template <typename It, typename Ctx, typename RCtx, typename Attr>
  bool parse(It& first, const It& last, const Ctx& context, RCtx& rcontext, Attr& attribute) const {
    State& state = state_of(context);
    if (!read_symbol(state, first, open, {})) return false;
    const State::Nesting nesting(state, first - 1, open.front());
    if (!this->subject.parse(first, last, context, rcontext, attribute)) state.fail_here(first);
    if (!read_symbol(state, first, close, {})) state.fail_here(first);
    return true;
  }
};
template <char Open, char Close>
struct BracketGenerator {
  static constexpr char open[] = {Open, 0};
  static constexpr char close[] = {Close, 0};
  template <typename P>
  constexpr auto operator[](const P& subject) const {
    using Subject = typename x3::extension::as_parser<P>::value_type;
    return Bracketed<Subject>{x3::as_parser(subject), open, close};
  }
};
inline constexpr BracketGenerator<'(', ')'> parens{};
inline constexpr BracketGenerator<'[', ']'> brackets{};
inline constexpr BracketGenerator<'{', '}'> braces{};

/// One level of nesting without a bracket.
template <typename Subject>
struct Nested : Directive<Subject, Nested<Subject>> {
  constexpr explicit Nested(const Subject& s) : Directive<Subject, Nested<Subject>>(s) {}

  template <typename It, typename Ctx, typename RCtx, typename Attr>
  bool parse(It& first, const It& last, const Ctx& context, RCtx& rcontext, Attr& attribute) const {
    const State::Nesting nesting(state_of(context), first);
    return this->subject.parse(first, last, context, rcontext, attribute);
  }
};
inline constexpr Generator<Nested> nested{};

/// Reports a failure of the subject, leaves a Bad node as the rule's attribute, and goes on at the next pipe (AtPipes),
/// semicolon or closing bracket.
template <typename Subject, typename Bad, bool AtPipes>
struct Recovering : Directive<Subject, Recovering<Subject, Bad, AtPipes>> {
  constexpr explicit Recovering(const Subject& s) : Directive<Subject, Recovering<Subject, Bad, AtPipes>>(s) {}

  template <typename It, typename Ctx, typename RCtx, typename Attr>
  bool parse(It& first, const It& last, const Ctx& context, RCtx& rcontext, Attr& attribute) const {
    State& state = state_of(context);
    const It begin = state.skip(first);
    try {
      return this->subject.parse(first, last, context, rcontext, attribute);
    } catch (const x3::expectation_failure<It>& failure) {
      state.report(begin, failure.where());
      first = state.resume_at(begin, failure.where(), AtPipes);
      // Before a closing bracket that belongs to nobody here nothing is left to skip: whoever opened one goes on, or says what is wrong.
      if (!AtPipes && first == begin) return false;
      rcontext = Bad{state.trimmed_span(begin, first)};
      return true;
    }
  }
};
template <typename Bad, bool AtPipes, typename P>
constexpr auto recovering(const P& subject) {
  using Subject = typename x3::extension::as_parser<P>::value_type;
  return Recovering<Subject, Bad, AtPipes>{x3::as_parser(subject)};
}

/// Turns `:` into an operator while a search predicate is read.
template <typename Subject>
struct InSearch : Directive<Subject, InSearch<Subject>> {
  constexpr explicit InSearch(const Subject& s) : Directive<Subject, InSearch<Subject>>(s) {}

  template <typename It, typename Ctx, typename RCtx, typename Attr>
  bool parse(It& first, const It& last, const Ctx& context, RCtx& rcontext, Attr& attribute) const {
    struct Guard {
      unsigned& searches;
      ~Guard() { --searches; }
    } const guard{++state_of(context).searches};
    return this->subject.parse(first, last, context, rcontext, attribute);
  }
};
inline constexpr Generator<InSearch> in_search{};

/// p (, p)*: what follows a comma must be there.
template <typename P>
constexpr auto list_of(const P& item) {
  return item >> *(comma > item);
}

}  // namespace kelpie::parser::detail
