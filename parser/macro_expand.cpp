#include "parser/detail/actions.hpp"
#include "parser/detail/directives.hpp"
#include "parser/detail/parameters.hpp"
#include "parser/detail/rules.hpp"

// entity_group [...] and macro-expand, which goes over its members.

namespace kelpie::parser::detail {
namespace {

bool begins_entity_group(State& state, Iterator first) {
  const QuietGuard guard(state);
  return read_word(state, first, "entity_group", {}) && read_symbol(state, first, "[", {});
}
constexpr Lookahead<begins_entity_group> entity_group_begin{};

/// (statements; ...): the one parenthesis that holds statements, and not one expression.
template <typename Subject>
struct StatementsInParentheses : Directive<Subject, StatementsInParentheses<Subject>> {
  constexpr explicit StatementsInParentheses(const Subject& s)
      : Directive<Subject, StatementsInParentheses<Subject>>(s) {}

  template <typename It, typename Ctx, typename RCtx, typename Attr>
  bool parse(It& first, const It& last, const Ctx& context, RCtx& rcontext, Attr& attribute) const {
    State& state = state_of(context);
    if (!read_symbol(state, first, "(", {})) return false;
    const State::Nesting nesting(state, first - 1, statement_parenthesis);
    if (!this->subject.parse(first, last, context, rcontext, attribute)) state.fail_here(first);
    if (!read_symbol(state, first, ")", {})) state.fail_here(first);
    return true;
  }
};
constexpr Generator<StatementsInParentheses> statements_in_parentheses{};

constexpr std::string_view macro_parameters[] = {"kind", "isfuzzy"};

KELPIE_RULE(macro_body, "sub-query", FunctionBody);
const auto macro_body_def = located[statements_in_parentheses[statements[set<&FunctionBody::statements>]]];

BOOST_SPIRIT_DEFINE(macro_body)

}  // namespace

const auto entity_group_def = located[entity_group_begin >> quiet[kw("entity_group")] >>
                                      brackets[list_of(expression[append<&EntityGroup::entities>])]];

const auto macro_expand_source_def =
    located[kw("macro-expand") > *KnownParameter(macro_parameters)[append<&MacroExpandSource::parameters>] >
            described("an entity group", path[set<&MacroExpandSource::group>]) > kw("as") >
            new_name[set<&MacroExpandSource::scope>] > macro_body[box<&MacroExpandSource::body>]];

BOOST_SPIRIT_DEFINE(entity_group, macro_expand_source)
KELPIE_INSTANTIATE(entity_group)
KELPIE_INSTANTIATE(macro_expand_source)

}  // namespace kelpie::parser::detail
