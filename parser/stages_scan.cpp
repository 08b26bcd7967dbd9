#include "parser/detail/actions.hpp"
#include "parser/detail/directives.hpp"
#include "parser/detail/parameters.hpp"
#include "parser/detail/rules.hpp"

namespace kelpie::parser::detail {
namespace {

constexpr std::string_view scan_parameters[] = {"with_match_id", "with_step_name", "kind"};

KELPIE_RULE(scan_assignment, "assignment", ScanAssignment);
const auto scan_assignment_def =
    located[name[set<&ScanAssignment::name>] > equals > expression[set<&ScanAssignment::value>]];

const auto step_output = [](const auto& context) { x3::_val(context).output = std::move(x3::_attr(context).text); };

/// step name [optional] [output=all|last|none] : condition [=> column = value, ...];
KELPIE_RULE(scan_step, "step", ScanStep);
const auto scan_step_def =
    located[kw("step") > name[set<&ScanStep::name>] > -kw("optional")[put<&ScanStep::optional>] >
            -(kw("output") > equals > name[step_output]) > colon > expression[set<&ScanStep::condition>] >
            -(arrow > list_of(scan_assignment[append<&ScanStep::assignments>])) > semicolon];

const auto order_clause = kw("order") > kw("by") > list_of(order_term[append<&ScanOperator::order_by>]);
const auto partition_clause = kw("partition") > kw("by") > list_of(column_path[append<&ScanOperator::partition_by>]);
const auto declare_clause = kw("declare") > parens[list_of(parameter_declaration[append<&ScanOperator::declarations>])];
const auto any_parameter = KnownParameter(scan_parameters)[append<&ScanOperator::parameters>];

BOOST_SPIRIT_DEFINE(scan_assignment, scan_step)

}  // namespace

const auto scan_operator_def =
    located[stage_word("scan") > *any_parameter > -order_clause > *any_parameter > -partition_clause > *any_parameter >
            -declare_clause > *any_parameter > kw("with") > parens[+scan_step[append<&ScanOperator::steps>]]];

BOOST_SPIRIT_DEFINE(scan_operator)
KELPIE_INSTANTIATE(scan_operator)

}  // namespace kelpie::parser::detail
