#include "parser/detail/actions.hpp"
#include "parser/detail/directives.hpp"
#include "parser/detail/rules.hpp"

// declare pattern: a table of expressions, chosen by texts.

namespace kelpie::parser::detail {
namespace {

bool begins_pattern(State& state, Iterator first) {
  const QuietGuard guard(state);
  return read_word(state, first, "declare", {}) && read_word(state, first, "pattern", {});
}
constexpr Lookahead<begins_pattern> pattern_begin{};

KELPIE_RULE(pattern_body, "pattern body", FunctionBody);
const auto pattern_body_def = located[braces[statements[set<&FunctionBody::statements>]]];

const auto rule_text = described("a text in quotes", string_literal[append<&PatternRule::arguments>]);

KELPIE_RULE(pattern_rule, "pattern rule", PatternRule);
const auto pattern_rule_def =
    located[parens[list_of(rule_text)] >
            -(dot > brackets[described("a text in quotes", string_literal[set<&PatternRule::path>])]) > equals >
            pattern_body[box<&PatternRule::body>]];

const auto definition = equals[put<&PatternStatement::defined>] >
                        parens[list_of(column_declaration[append<&PatternStatement::parameters>])] >
                        -brackets[column_declaration[set<&PatternStatement::path>]] >
                        braces[+(pattern_rule[append<&PatternStatement::rules>] > *quiet[semicolon])];

BOOST_SPIRIT_DEFINE(pattern_body, pattern_rule)

}  // namespace

const auto pattern_statement_def = located[pattern_begin >> statement_word("declare") > kw("pattern") >
                                           new_name[set<&PatternStatement::name>] > -definition];

BOOST_SPIRIT_DEFINE(pattern_statement)
KELPIE_INSTANTIATE(pattern_statement)

}  // namespace kelpie::parser::detail
