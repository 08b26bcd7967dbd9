#include "parser/detail/actions.hpp"
#include "parser/detail/directives.hpp"
#include "parser/detail/parameters.hpp"
#include "parser/detail/rules.hpp"

namespace kelpie::parser::detail {

bool read_parameter_name(State& state, Iterator& first, ParameterNames known, Name& result) {
  const QuietGuard guard(state);
  Iterator at = state.skip(first);
  const Iterator begin = at;
  Iterator past = scan_name(at, state.end());
  if (past == at) return false;
  while (past != state.end() && *past == '.') {  // hint.strategy
    const Iterator part = scan_name(past + 1, state.end());
    if (part == past + 1) return false;
    past = part;
  }
  const std::string_view text(begin, static_cast<std::size_t>(past - begin));
  at = past;
  if (!read_symbol(state, at, "=", "=~>")) return false;
  bool taken = known.empty() || text.starts_with("hint.");
  for (const std::string_view one : known) taken = taken || one == text;
  if (!taken) return false;
  result = {state.span(begin, past), std::string(text), false};
  first = at;
  return true;
}

namespace {

constexpr auto set_target = [](const auto& context) {
  x3::_val(context).names = std::move(x3::_attr(context).names);
  x3::_val(context).parenthesized_names = x3::_attr(context).parenthesized;
};

constexpr auto has_default = equals > expression[set<&ColumnDeclaration::default_value>];
constexpr auto declared = new_name[set<&ColumnDeclaration::name>] > colon >
                          type_name[set_type<&ColumnDeclaration::type, &ColumnDeclaration::type_span>];

KELPIE_RULE(signed_literal, "signed literal", Unary);
const auto signed_literal_def = located[quiet[symbol("-")] > literal[([](const auto& context) {
                                          x3::_val(context).operand =
                                              Box<Expression>(Expression{std::move(x3::_attr(context))});
                                        })]];
BOOST_SPIRIT_DEFINE(signed_literal)

}  // namespace

const auto named_expression_def = located[-target[set_target] >> expression[set<&NamedExpression::value>]];

const auto order_term_def =
    located[expression[set<&OrderTerm::value>] >>
            -(kw("asc")[put<&OrderTerm::ascending, true>] | kw("desc")[put<&OrderTerm::ascending, false>]) >>
            -(kw("nulls") >
              (kw("first")[put<&OrderTerm::nulls_first, true>] | kw("last")[put<&OrderTerm::nulls_first, false>]))];

const auto column_declaration_def = located[declared];
const auto parameter_declaration_def = located[declared >> -has_default];

const auto parameter_value_def =
    described("a value", dynamic_literal[node] | literal[node] | signed_literal[node] | name[node]);

const auto column_pattern_def = wildcard[assign] | name[node];

const auto table_operand_def = described("a table", wildcard[assign] | path[assign]);

BOOST_SPIRIT_DEFINE(named_expression, order_term, column_declaration, parameter_declaration, parameter_value,
                    column_pattern, table_operand)
KELPIE_INSTANTIATE(named_expression)
KELPIE_INSTANTIATE(order_term)
KELPIE_INSTANTIATE(column_declaration)
KELPIE_INSTANTIATE(parameter_declaration)
KELPIE_INSTANTIATE(parameter_value)
KELPIE_INSTANTIATE(column_pattern)
KELPIE_INSTANTIATE(table_operand)

}  // namespace kelpie::parser::detail
