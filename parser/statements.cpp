#include "parser/detail/actions.hpp"
#include "parser/detail/codes.hpp"
#include "parser/detail/directives.hpp"
#include "parser/detail/rules.hpp"

namespace kelpie::parser::detail {
namespace {

using LetValue = std::variant<Pipeline, FunctionLiteral>;

/// True for `view (`, `()` and `(name:`, which no expression begins with.
bool begins_function(State& state, Iterator first) {
  const QuietGuard guard(state);
  Name ignored;
  Iterator at = first;
  if (read_word(state, at, "view", {}) && read_symbol(state, at, "(", {})) return true;
  at = first;
  if (!read_symbol(state, at, "(", {})) return false;
  if (read_symbol(state, at, ")", {})) return true;
  return read_name(state, at, ignored) && read_symbol(state, at, ":", {});
}
constexpr Lookahead<begins_function> function_begin{};

/// Tells recovery and messages where the statement began.
bool begins_statement(State& state, Iterator first) {
  const Iterator at = state.skip(first);
  if (at == state.end() || closes_statements(state, at)) return false;
  state.statement_begin = at;
  if (*at == '.')
    state.fail(at, scan_any(at + 1, state.end()), code::management_command,
               "Management commands, which begin with a dot, are not queries.", "remove the command");
  return true;
}
constexpr Lookahead<begins_statement> statement_begin{};

/// A word that makes a statement only when a certain word follows, since it may name a table too.
template <bool (*Follows)(State&, Iterator&)>
bool begins(State& state, Iterator first) {
  const QuietGuard guard(state);
  return Follows(state, first);
}
bool follows_set(State& state, Iterator& at) {
  Name option;
  return read_word(state, at, "set", {}) && read_name(state, at, option);
}
bool follows_alias(State& state, Iterator& at) {
  return read_word(state, at, "alias", {}) && read_word(state, at, "database", {});
}
bool follows_restrict(State& state, Iterator& at) {
  return read_word(state, at, "restrict", {}) && read_word(state, at, "access", {});
}

const auto tabular_columns = parens[(symbol("*")[put<&FunctionParameter::any_columns>] |
                                     (column_declaration[append<&FunctionParameter::columns>] >>
                                      *(comma > (symbol("*")[put<&FunctionParameter::any_columns>] |
                                                 column_declaration[append<&FunctionParameter::columns>]))))];

KELPIE_RULE(function_parameter, "parameter", FunctionParameter);
const auto function_parameter_def =
    located[new_name[set<&FunctionParameter::name>] > colon >
            (tabular_columns >> nothing[put<&FunctionParameter::tabular>] |
             type_name[set_type<&FunctionParameter::type, &FunctionParameter::type_span>] >>
                 -(equals > expression[set<&FunctionParameter::default_value>]))];

KELPIE_RULE(function_body, "function body", FunctionBody);
const auto function_body_def = located[braces[statements[set<&FunctionBody::statements>]]];

KELPIE_RULE(function_literal, "function", FunctionLiteral);
const auto function_literal_def = located[function_begin >> -kw("view")[put<&FunctionLiteral::view>] >
                                          parens[-list_of(function_parameter[append<&FunctionLiteral::parameters>])] >
                                          function_body[box<&FunctionLiteral::body>]];

KELPIE_RULE(let_value, "value", LetValue);
const auto let_value_def = function_literal[assign] | statement_pipeline[assign];

KELPIE_RULE(let_statement, "let", LetStatement);
const auto let_statement_def =
    located[statement_word("let") > new_name[set<&LetStatement::name>] > equals > let_value[set<&LetStatement::value>]];

KELPIE_RULE(set_statement, "set", SetStatement);
const auto set_statement_def =
    located[Lookahead<begins<follows_set>>{} >> statement_word("set") > name[set<&SetStatement::option>] >
            -(equals > expression[set<&SetStatement::value>])];

KELPIE_RULE(query_parameters_statement, "declare query_parameters", QueryParametersStatement);
const auto query_parameters_statement_def =
    located[statement_word("declare") > kw("query_parameters") >
            parens[list_of(parameter_declaration[append<&QueryParametersStatement::parameters>])]];

KELPIE_RULE(alias_statement, "alias database", AliasStatement);
const auto alias_statement_def =
    located[Lookahead<begins<follows_alias>>{} >> statement_word("alias") > kw("database") >
            name[set<&AliasStatement::name>] > equals > expression[set<&AliasStatement::value>]];

KELPIE_RULE(restrict_statement, "restrict access", RestrictStatement);
const auto restrict_statement_def =
    located[Lookahead<begins<follows_restrict>>{} >> statement_word("restrict") > kw("access") > kw("to") >
            parens[list_of(table_operand[append<&RestrictStatement::tables>])]];

KELPIE_RULE(expression_statement, "tabular expression", ExpressionStatement);
const auto expression_statement_def = located[statement_pipeline[set<&ExpressionStatement::pipeline>]];

KELPIE_RULE(statement, "statement", Statement);
const auto any_statement = let_statement[assign] | set_statement[assign] | pattern_statement[assign] |
                           query_parameters_statement[assign] |
                           alias_statement[assign] | restrict_statement[assign] | expression_statement[assign];
const auto statement_def = recovering<BadStatement, false>(statement_begin > any_statement > statement_end);

BOOST_SPIRIT_DEFINE(function_parameter, function_body, function_literal, let_value, let_statement, set_statement,
                    query_parameters_statement, alias_statement, restrict_statement, expression_statement, statement)

}  // namespace

const auto statements_def = *(quiet[semicolon] | statement[push]);

BOOST_SPIRIT_DEFINE(statements)
KELPIE_INSTANTIATE(statements)

}  // namespace kelpie::parser::detail
