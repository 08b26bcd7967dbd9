#include "parser/detail/actions.hpp"
#include "parser/detail/directives.hpp"
#include "parser/detail/parameters.hpp"
#include "parser/detail/rules.hpp"

// Operators that take values apart: mv-expand, mv-apply, parse, parse-where, parse-kv.

namespace kelpie::parser::detail {
namespace {

constexpr std::string_view expand_parameters[] = {"kind", "bagexpansion", "with_itemindex"};

const auto item_name = [](const auto& context) {
  x3::_val(context).name = std::move(x3::_attr(context).names.front());
};
const auto item_type = [](const auto& context) {
  x3::_val(context).to_type = std::move(x3::_attr(context).type);
  x3::_val(context).to_type_span = x3::_attr(context).span;
};

/// typeof(long), or the bare name of a type.
bool read_target_type(State& state, Iterator& first, TypeLiteral& result) {
  const Iterator at = state.skip(first);
  Iterator next = first;
  TypeName type;
  if (!read_word(state, next, "typeof", {"typeof", true})) return false;
  if (!read_symbol(state, next, "(", {}) || !read_type_name(state, next, type) || !read_symbol(state, next, ")", {}))
    state.fail_here(next);
  result = {state.span(at, next), std::move(type.text)};
  first = next;
  return true;
}
constexpr Reader<TypeLiteral, read_target_type> target_type{};

KELPIE_RULE(expand_item, "array column", MvExpandItem);
const auto expand_item_def =
    located[-target[item_name] >> expression[set<&MvExpandItem::value>] >> -(kw("to") > target_type[item_type])];

KELPIE_RULE(mv_expand_operator, "mv-expand", MvExpandOperator);
const auto mv_expand_operator_def =
    located[(stage_word("mv-expand") | stage_word("mvexpand")[put<&MvExpandOperator::legacy>]) >
            *KnownParameter(expand_parameters)[append<&MvExpandOperator::parameters>] >
            list_of(expand_item[append<&MvExpandOperator::items>]) >
            -(kw("limit") > expression[set<&MvExpandOperator::row_limit>])];

KELPIE_RULE(mv_apply_operator, "mv-apply", MvApplyOperator);
const auto mv_apply_operator_def = located[(stage_word("mv-apply") | stage_word("mvapply")) >
                                           *KnownParameter(expand_parameters)[append<&MvApplyOperator::parameters>] >
                                           list_of(expand_item[append<&MvApplyOperator::items>]) >
                                           -(kw("limit") > expression[set<&MvApplyOperator::row_limit>]) > kw("on") >
                                           parens[subquery[box<&MvApplyOperator::subquery>]]];

constexpr std::string_view parse_parameters[] = {"kind", "flags"};

KELPIE_RULE(pattern_column, "column", ParsePatternColumn);
const auto pattern_type = [](const auto& context) { x3::_val(context).type = std::move(x3::_attr(context).text); };
const auto pattern_column_def = located[new_name[set<&ParsePatternColumn::name>] >> -(colon > type_name[pattern_type])];

const auto pattern_item = string_literal[append<&ParseOperator::pattern>] | star[append<&ParseOperator::pattern>] |
                          pattern_column[append<&ParseOperator::pattern>];

KELPIE_RULE(parse_operator, "parse", ParseOperator);
const auto parse_operator_def =
    located[(stage_word("parse-where")[put<&ParseOperator::drop_unmatched>] | stage_word("parse")) >
            *KnownParameter(parse_parameters)[append<&ParseOperator::parameters>] >
            expression[set<&ParseOperator::source>] > kw("with") > +pattern_item];

KELPIE_RULE(parse_kv_operator, "parse-kv", ParseKvOperator);
const auto parse_kv_operator_def =
    located[stage_word("parse-kv") > expression[set<&ParseKvOperator::source>] > kw("as") >
            parens[list_of(column_declaration[append<&ParseKvOperator::columns>])] >
            -(kw("with") >
              parens[list_of(described("a property", KnownParameter({})[append<&ParseKvOperator::parameters>]))])];

BOOST_SPIRIT_DEFINE(expand_item, mv_expand_operator, mv_apply_operator, pattern_column, parse_operator,
                    parse_kv_operator)

}  // namespace

const auto parse_stage_def =
    mv_expand_operator[assign] | mv_apply_operator[assign] | parse_operator[assign] | parse_kv_operator[assign];

BOOST_SPIRIT_DEFINE(parse_stage)
KELPIE_INSTANTIATE(parse_stage)

}  // namespace kelpie::parser::detail
