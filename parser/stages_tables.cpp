#include "parser/detail/actions.hpp"
#include "parser/detail/directives.hpp"
#include "parser/detail/parameters.hpp"
#include "parser/detail/rules.hpp"

// Operators that bring in other tables: join, lookup, union, search, find.

namespace kelpie::parser::detail {
namespace {

/// `a and b` in an on-clause are two conditions.
void add_conditions(std::vector<Expression>& conditions, Expression condition) {
  if (auto* both = std::get_if<Binary>(&condition.node); both && both->op == BinaryOperator::and_) {
    Expression left = std::move(*both->left);
    Expression right = std::move(*both->right);
    add_conditions(conditions, std::move(left));
    add_conditions(conditions, std::move(right));
    return;
  }
  conditions.push_back(std::move(condition));
}
template <auto Member>
constexpr auto conditions =
    [](const auto& context) { add_conditions(x3::_val(context).*Member, std::move(x3::_attr(context))); };

constexpr std::string_view join_parameters[] = {"kind"};

KELPIE_RULE(join_operator, "join", JoinOperator);
const auto join_operator_def =
    located[stage_word("join") > *KnownParameter(join_parameters)[append<&JoinOperator::parameters>] >
            described("a table", path[set<&JoinOperator::right>]) > kw("on") >
            list_of(expression[conditions<&JoinOperator::conditions>])];

KELPIE_RULE(lookup_operator, "lookup", LookupOperator);
const auto lookup_operator_def =
    located[stage_word("lookup") > *KnownParameter(join_parameters)[append<&LookupOperator::parameters>] >
            described("a table", path[set<&LookupOperator::right>]) > kw("on") >
            list_of(expression[conditions<&LookupOperator::conditions>])];

constexpr std::string_view union_parameters[] = {"kind", "withsource", "with_source", "isfuzzy"};
constexpr std::string_view search_parameters[] = {"kind"};
constexpr std::string_view find_parameters[] = {"withsource", "with_source", "datascope"};

const auto find_tables = kw("in") > parens[list_of(table_operand[append<&FindOperator::tables>])];

/// in (T, U) before a predicate; `in` may also be a column.
bool begins_tables(State& state, Iterator first) {
  const QuietGuard guard(state);
  return read_word(state, first, "in", {}) && read_symbol(state, first, "(", {});
}
constexpr Lookahead<begins_tables> tables_begin{};

KELPIE_RULE(find_projection, "column", FindProjection);
const auto set_find_type = [](const auto& context) { x3::_val(context).type = std::move(x3::_attr(context).text); };
const auto find_projection_def = located[(quiet[kw("pack_all") >> symbol("(") > symbol(")")] |
                                          quiet[kw("pack") >> symbol("(") > symbol("*") > symbol(")")]) >>
                                             nothing[put<&FindProjection::pack_all>] |
                                         name[set<&FindProjection::name>] >> -(colon > type_name[set_find_type])];

template <FindOutput Output>
constexpr auto output = put<&FindOperator::output, Output>;

const auto find_output =
    kw("project-smart")[output<FindOutput::project_smart>] |
    (kw("project")[output<FindOutput::project>] > list_of(find_projection[append<&FindOperator::projections>]));

BOOST_SPIRIT_DEFINE(join_operator, lookup_operator, find_projection)

}  // namespace

const auto union_operator_def =
    located[stage_word("union") > *KnownParameter(union_parameters)[append<&UnionOperator::parameters>] >
            list_of(table_operand[append<&UnionOperator::tables>])];

const auto search_operator_def =
    located[stage_word("search") > *KnownParameter(search_parameters)[append<&SearchOperator::parameters>] >
            -(tables_begin >> kw("in") > parens[list_of(table_operand[append<&SearchOperator::tables>])]) >
            in_search[expression[set<&SearchOperator::predicate>]]];

const auto find_operator_def =
    located[stage_word("find") > *KnownParameter(find_parameters)[append<&FindOperator::parameters>] >
            -(tables_begin >> find_tables) > -kw("where")[put<&FindOperator::where_keyword>] >
            in_search[expression[set<&FindOperator::predicate>]] > -find_output >
            -(kw("project-away") > list_of(column_pattern[append<&FindOperator::away>]))];

const auto table_stage_def = join_operator[assign] | lookup_operator[assign] | union_operator[assign] |
                             search_operator[assign] | find_operator[assign];

BOOST_SPIRIT_DEFINE(union_operator, search_operator, find_operator, table_stage)
KELPIE_INSTANTIATE(union_operator)
KELPIE_INSTANTIATE(search_operator)
KELPIE_INSTANTIATE(find_operator)
KELPIE_INSTANTIATE(table_stage)

}  // namespace kelpie::parser::detail
