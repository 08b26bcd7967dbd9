#include "parser/detail/actions.hpp"
#include "parser/detail/directives.hpp"
#include "parser/detail/parameters.hpp"
#include "parser/detail/rules.hpp"

// Operators that make one row of many.

namespace kelpie::parser::detail {
namespace {

const auto no_by = !quiet[kw("by")];

KELPIE_RULE(summarize_operator, "summarize", SummarizeOperator);
const auto summarize_operator_def =
    located[stage_word("summarize") > *hint[append<&SummarizeOperator::parameters>] >
            -(no_by >> list_of(named_expression[append<&SummarizeOperator::aggregates>])) >
            -(kw("by")[put<&SummarizeOperator::has_by>] > list_of(named_expression[append<&SummarizeOperator::by>]))];

constexpr std::string_view series_parameters[] = {"kind"};

KELPIE_RULE(series_aggregate, "aggregate", MakeSeriesAggregate);
const auto series_aggregate_def =
    located[named_expression[set<&MakeSeriesAggregate::value>] >>
            -(kw("default") > equals > expression[set<&MakeSeriesAggregate::default_value>])];

/// The axis binds tighter than `in`, which begins the other form.
KELPIE_RULE(series_axis, "axis", NamedExpression);
const auto series_axis_def =
    located[-target[([](const auto& context) { x3::_val(context).names = std::move(x3::_attr(context).names); })] >>
            additive[set<&NamedExpression::value>]];

const auto series_range =
    kw("in")[put<&MakeSeriesOperator::in_range>] >
    kw("range") > parens[expression[set<&MakeSeriesOperator::from>] > comma > expression[set<&MakeSeriesOperator::to>] >
                         comma > expression[set<&MakeSeriesOperator::step>]];
const auto series_bounds = -(kw("from") > expression[set<&MakeSeriesOperator::from>]) >>
                           -(kw("to") > expression[set<&MakeSeriesOperator::to>]) >>
                           (kw("step") > expression[set<&MakeSeriesOperator::step>]);

KELPIE_RULE(make_series_operator, "make-series", MakeSeriesOperator);
const auto make_series_operator_def =
    located[stage_word("make-series") > *KnownParameter(series_parameters)[append<&MakeSeriesOperator::parameters>] >
            list_of(series_aggregate[append<&MakeSeriesOperator::aggregates>]) > kw("on") >
            series_axis[set<&MakeSeriesOperator::axis>] > (series_range | series_bounds) >
            -(kw("by") > list_of(named_expression[append<&MakeSeriesOperator::by>]))];

KELPIE_RULE(top_nested_level, "level", TopNestedLevel);
const auto top_nested_level_def =
    located[kw("top-nested") > -(!quiet[kw("of")] >> expression[set<&TopNestedLevel::count>]) > kw("of") >
            named_expression[set<&TopNestedLevel::of>] >
            -(kw("with") > kw("others") > equals > expression[set<&TopNestedLevel::with_others>]) > kw("by") >
            named_expression[set<&TopNestedLevel::by>] >
            -(kw("asc")[put<&TopNestedLevel::ascending, true>] | kw("desc")[put<&TopNestedLevel::ascending, false>])];

KELPIE_RULE(top_nested_operator, "top-nested", TopNestedOperator);
const auto top_nested_operator_def =
    located[&stage_word("top-nested") > list_of(top_nested_level[append<&TopNestedOperator::levels>])];

constexpr std::string_view reduce_parameters[] = {"kind"};
constexpr std::string_view reduce_options[] = {"threshold", "characters"};

KELPIE_RULE(reduce_operator, "reduce", ReduceOperator);
const auto reduce_operator_def =
    located[stage_word("reduce") > *KnownParameter(reduce_parameters)[append<&ReduceOperator::parameters>] > kw("by") >
            expression[set<&ReduceOperator::by>] >
            -(kw("with") > list_of(described("threshold or characters",
                                             KnownParameter(reduce_options)[append<&ReduceOperator::parameters>])))];

BOOST_SPIRIT_DEFINE(summarize_operator, series_aggregate, series_axis, make_series_operator, top_nested_level,
                    top_nested_operator, reduce_operator)

}  // namespace

const auto group_stage_def =
    summarize_operator[assign] | make_series_operator[assign] | top_nested_operator[assign] | reduce_operator[assign];

BOOST_SPIRIT_DEFINE(group_stage)
KELPIE_INSTANTIATE(group_stage)

}  // namespace kelpie::parser::detail
