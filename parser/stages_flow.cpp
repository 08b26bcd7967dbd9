#include "parser/detail/actions.hpp"
#include "parser/detail/directives.hpp"
#include "parser/detail/parameters.hpp"
#include "parser/detail/rules.hpp"

// Operators that hold pipelines of their own: partition, fork, facet; and as, which names one.

namespace kelpie::parser::detail {
namespace {

KELPIE_RULE(partition_operator, "partition", PartitionOperator);
const auto partition_operator_def =
    located[stage_word("partition") > *hint[append<&PartitionOperator::parameters>] > kw("by") >
            column_path[set<&PartitionOperator::by>] >
            (parens[subquery[box<&PartitionOperator::subquery>]] |
             braces[pipeline[box<&PartitionOperator::subquery>]][put<&PartitionOperator::braces>])];

/// `name =` before a branch.
const auto branch_name = [](const auto& context) {
  x3::_val(context).name = std::move(x3::_attr(context).names.front());
};

KELPIE_RULE(fork_branch, "branch", ForkBranch);
const auto fork_branch_def = located[-target[branch_name] >> parens[subquery[box<&ForkBranch::subquery>]]];

KELPIE_RULE(fork_operator, "fork", ForkOperator);
const auto fork_operator_def =
    located[stage_word("fork") > +(fork_branch[append<&ForkOperator::branches>] >> -quiet[comma])];

KELPIE_RULE(facet_operator, "facet", FacetOperator);
const auto facet_with = [](const auto& context) {
  x3::_val(context).with = Box<Pipeline>(std::move(x3::_attr(context)));
};
const auto facet_operator_def =
    located[stage_word("facet") > kw("by") > list_of(column_path[append<&FacetOperator::by>]) >
            -(kw("with") > parens[subquery[facet_with]])];

constexpr std::string_view as_parameters[] = {"materialized"};

KELPIE_RULE(as_operator, "as", AsOperator);
const auto as_operator_def =
    located[stage_word("as") > *KnownParameter(as_parameters)[append<&AsOperator::parameters>] >
            name[set<&AsOperator::name>]];

BOOST_SPIRIT_DEFINE(partition_operator, fork_branch, fork_operator, facet_operator, as_operator)

}  // namespace

const auto flow_stage_def = partition_operator[assign] | fork_operator[assign] | facet_operator[assign] |
                            as_operator[assign] | scan_operator[assign];

BOOST_SPIRIT_DEFINE(flow_stage)
KELPIE_INSTANTIATE(flow_stage)

}  // namespace kelpie::parser::detail
