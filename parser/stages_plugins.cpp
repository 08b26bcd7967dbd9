#include "parser/detail/actions.hpp"
#include "parser/detail/directives.hpp"
#include "parser/detail/parameters.hpp"
#include "parser/detail/rules.hpp"

// Operators that hand the rows to something else: evaluate, invoke, render, getschema, consume.

namespace kelpie::parser::detail {
namespace {

KELPIE_RULE(invoke_operator, "invoke", InvokeOperator);
const auto invoke_operator_def = located[stage_word("invoke") > call[set<&InvokeOperator::call>]];

KELPIE_RULE(getschema_operator, "getschema", GetSchemaOperator);
const auto getschema_operator_def = located[stage_word("getschema")];

constexpr std::string_view consume_parameters[] = {"decodeblocks"};

KELPIE_RULE(consume_operator, "consume", ConsumeOperator);
const auto consume_operator_def =
    located[stage_word("consume") > *KnownParameter(consume_parameters)[append<&ConsumeOperator::parameters>]];

bool begins_property(State& state, Iterator first) {
  Name property_name;
  return read_parameter_name(state, first, {}, property_name);
}
constexpr Lookahead<begins_property> property_begin{};

/// ycolumns = a, b gives two properties of one name.
KELPIE_RULE(further_value, "name", Name);
const auto further_value_def = comma >> !property_begin >> name[assign];
const auto repeat_property = [](const auto& context) {
  auto& properties = x3::_val(context).properties;
  Parameter more = properties.back();
  more.span = x3::_attr(context).span;
  more.value.node = std::move(x3::_attr(context));
  properties.push_back(std::move(more));
};

const auto property = KnownParameter({})[append<&RenderOperator::properties>] >> *quiet[further_value][repeat_property];

KELPIE_RULE(render_operator, "render", RenderOperator);
const auto render_operator_def =
    located[stage_word("render") > name[set<&RenderOperator::chart>] >
            ((kw("with")[put<&RenderOperator::with_keyword>] > parens[-list_of(described("a property", property))]) |
             *property)];

const auto output_schema = colon[put<&EvaluateOperator::has_schema>] >
                           parens[(symbol("*")[put<&EvaluateOperator::schema_keeps_input>] >
                                   *(comma > column_declaration[append<&EvaluateOperator::schema>])) |
                                  list_of(column_declaration[append<&EvaluateOperator::schema>])];

BOOST_SPIRIT_DEFINE(invoke_operator, getschema_operator, consume_operator, further_value, render_operator)

}  // namespace

const auto evaluate_operator_def = located[stage_word("evaluate") > *hint[append<&EvaluateOperator::parameters>] >
                                           call[set<&EvaluateOperator::call>] > -output_schema];

const auto plugin_stage_def = evaluate_operator[assign] | invoke_operator[assign] | getschema_operator[assign] |
                              consume_operator[assign] | render_operator[assign];

BOOST_SPIRIT_DEFINE(evaluate_operator, plugin_stage)
KELPIE_INSTANTIATE(evaluate_operator)
KELPIE_INSTANTIATE(plugin_stage)

}  // namespace kelpie::parser::detail
