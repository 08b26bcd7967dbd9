#pragma once

// Private to parser/*.cpp: the one iterator, skipper and context with which every rule is instantiated.

#include <boost/spirit/home/x3.hpp>

#include "parser/detail/state.hpp"

namespace kelpie::parser::detail {

namespace x3 = boost::spirit::x3;

/// Blanks and comments, for X3's own parsers; our terminals ask State::skip, which remembers.
struct Blank : x3::parser<Blank> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;

  template <typename It, typename Ctx, typename RCtx, typename Attr>
  bool parse(It& first, const It& last, const Ctx&, RCtx&, Attr&) const {
    const It from = first;
    first = skip_blank(first, last);
    return first != from;
  }
};

struct StateTag;
using Context = x3::context<StateTag, State, x3::context<x3::skipper_tag, const Blank>>;

template <typename Ctx>
State& state_of(const Ctx& context) {
  return x3::get<StateTag>(context);
}

/// KELPIE_RULE(sort_term, OrderTerm) declares the rule `sort_term` with the attribute OrderTerm and the human name
/// "sort term". Rules that another translation unit calls are declared in rules.hpp and instantiated where they are
/// defined.
#define KELPIE_RULE(rule_name, human_name, ...)                   \
  struct rule_name##_id {};                                       \
  using rule_name##_type = x3::rule<rule_name##_id, __VA_ARGS__>; \
  inline constexpr rule_name##_type rule_name = human_name

}  // namespace kelpie::parser::detail
