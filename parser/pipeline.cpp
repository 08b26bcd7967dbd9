#include "parser/detail/actions.hpp"
#include "parser/detail/codes.hpp"
#include "parser/detail/directives.hpp"
#include "parser/detail/mistakes.hpp"
#include "parser/detail/operators.hpp"
#include "parser/detail/rules.hpp"

namespace kelpie::parser::detail {
namespace {

/// Stands last among the operators: whatever word is here is none.
bool refuse_operator(State& state, Iterator first) {
  const Iterator at = state.skip(first);
  if (const Iterator past = scan_stage_name(at, state.end()); past != at) fail_unknown_operator(state, at, past);
  return false;
}
constexpr Lookahead<refuse_operator> no_operator{};

const auto stages = *(pipe > stage[append<&Pipeline::operators>]);
const auto set_source = [](const auto& context) { x3::_val(context).source = std::move(x3::_attr(context)); };

KELPIE_RULE(stage_body, "operator", Operator);
const auto stage_body_def = row_stage[assign] | column_stage[assign] | group_stage[assign] | table_stage[assign] |
                            parse_stage[assign] | flow_stage[assign] | plugin_stage[assign] | graph_stage[assign] |
                            no_operator;

KELPIE_RULE(statement_source, "source", Source);
const auto statement_source_def = recovering<BadSource, true>(source[assign] > stage_end);

constexpr auto implicit_source = [](const auto& context) {
  x3::_val(context).operators.push_back(std::move(x3::_attr(context)));
  x3::_val(context).source = ImplicitSource{};
};

BOOST_SPIRIT_DEFINE(stage_body, statement_source)

}  // namespace

const auto stage_def = recovering<BadOperator, true>(nothing > stage_body[assign] > stage_end);

const auto pipeline_def = located[source[set_source] >> stages];
const auto statement_pipeline_def = located[statement_source[set_source] >> stages];
const auto subquery_def = located[stage[implicit_source] >> stages];

BOOST_SPIRIT_DEFINE(stage, pipeline, statement_pipeline, subquery)
KELPIE_INSTANTIATE(stage)
KELPIE_INSTANTIATE(pipeline)
KELPIE_INSTANTIATE(statement_pipeline)
KELPIE_INSTANTIATE(subquery)

}  // namespace kelpie::parser::detail
