#include "parser/detail/actions.hpp"
#include "parser/detail/directives.hpp"
#include "parser/detail/parameters.hpp"
#include "parser/detail/rules.hpp"

// Operators that choose, count and order rows.

namespace kelpie::parser::detail {
namespace {

KELPIE_RULE(where_operator, "where", WhereOperator);
const auto where_operator_def =
    located[(stage_word("where") | stage_word("filter")[put<&WhereOperator::filter_keyword>]) >
            *hint[append<&WhereOperator::parameters>] > expression[set<&WhereOperator::predicate>]];

KELPIE_RULE(take_operator, "take", TakeOperator);
const auto take_operator_def =
    located[(stage_word("take") | stage_word("limit")[put<&TakeOperator::limit_keyword>]) >
            *hint[append<&TakeOperator::parameters>] > expression[set<&TakeOperator::count>]];

KELPIE_RULE(top_operator, "top", TopOperator);
const auto top_operator_def =
    located[stage_word("top") > *hint[append<&TopOperator::parameters>] > expression[set<&TopOperator::count>] >
            kw("by") > list_of(order_term[append<&TopOperator::terms>])];

KELPIE_RULE(sort_operator, "sort", SortOperator);
const auto sort_operator_def =
    located[(stage_word("sort") | stage_word("order")[put<&SortOperator::order_keyword>]) >
            *hint[append<&SortOperator::parameters>] > kw("by") > list_of(order_term[append<&SortOperator::terms>])];

KELPIE_RULE(distinct_operator, "distinct", DistinctOperator);
const auto distinct_operator_def = located[stage_word("distinct") > *hint[append<&DistinctOperator::parameters>] >
                                           list_of(named_expression[append<&DistinctOperator::columns>])];

KELPIE_RULE(count_operator, "count", CountOperator);
const auto count_operator_def = located[stage_word("count")];

KELPIE_RULE(sample_operator, "sample", SampleOperator);
const auto sample_operator_def = located[stage_word("sample") > expression[set<&SampleOperator::count>]];

KELPIE_RULE(sample_distinct_operator, "sample-distinct", SampleDistinctOperator);
const auto sample_distinct_operator_def =
    located[stage_word("sample-distinct") > expression[set<&SampleDistinctOperator::count>] > kw("of") >
            expression[set<&SampleDistinctOperator::of>]];

KELPIE_RULE(top_hitters_operator, "top-hitters", TopHittersOperator);
const auto top_hitters_operator_def =
    located[stage_word("top-hitters") > expression[set<&TopHittersOperator::count>] > kw("of") >
            named_expression[set<&TopHittersOperator::of>] > -(kw("by") > expression[set<&TopHittersOperator::by>])];

KELPIE_RULE(serialize_operator, "serialize", SerializeOperator);
const auto serialize_operator_def = located[stage_word("serialize") > *hint[append<&SerializeOperator::parameters>] >
                                            -list_of(named_expression[append<&SerializeOperator::columns>])];

BOOST_SPIRIT_DEFINE(where_operator, take_operator, top_operator, sort_operator, distinct_operator, count_operator,
                    sample_operator, sample_distinct_operator, top_hitters_operator, serialize_operator)

}  // namespace

const auto row_stage_def = where_operator[assign] | take_operator[assign] | top_operator[assign] |
                           sort_operator[assign] | distinct_operator[assign] | count_operator[assign] |
                           sample_operator[assign] | sample_distinct_operator[assign] | top_hitters_operator[assign] |
                           serialize_operator[assign];

BOOST_SPIRIT_DEFINE(row_stage)
KELPIE_INSTANTIATE(row_stage)

}  // namespace kelpie::parser::detail
