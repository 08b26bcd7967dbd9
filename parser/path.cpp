#include "parser/detail/actions.hpp"
#include "parser/detail/codes.hpp"
#include "parser/detail/directives.hpp"
#include "parser/detail/rules.hpp"

namespace kelpie::parser::detail {
namespace {

bool begins_arguments(State& state, Iterator first) {
  const Iterator at = state.skip(first);
  return at != state.end() && *at == '(';
}
constexpr Lookahead<begins_arguments> arguments_begin{};

bool begins_index(State& state, Iterator first) {
  const Iterator at = state.skip(first);
  return at != state.end() && *at == '[';
}
constexpr Lookahead<begins_index> index_begin{};

bool read_sign(State& state, Iterator& first, UnaryOperator& sign) {
  const Iterator at = state.skip(first);
  if (at == state.end() || (*at != '-' && *at != '+')) return false;
  sign = *at == '-' ? UnaryOperator::minus : UnaryOperator::plus;
  first = at + 1;
  return true;
}
constexpr Reader<UnaryOperator, read_sign> sign{};

/// `a =` before an argument, but not `a ==`.
bool read_argument_name(State& state, Iterator& first, Name& result) {
  const QuietGuard guard(state);
  Iterator at = first;
  if (!read_name(state, at, result) || !read_symbol(state, at, "=", "=~>")) return false;
  first = at;
  return true;
}
constexpr Reader<Name, read_argument_name> argument_name{};

bool read_typeof(State& state, Iterator& first, TypeLiteral& result) {
  const Iterator at = state.skip(first);
  Iterator next = first;
  const QuietGuard guard(state);
  if (!read_word(state, next, "typeof", {}) || !read_symbol(state, next, "(", {})) return false;
  const Iterator content = state.skip(next);
  // A name of a type, or columns with their types; a quoted name stands in brackets.
  Iterator close = content;
  for (char before = 0; close != state.end() && *close != ')'; close = scan_any(close, state.end())) {
    const bool quotes = *close == '"' || *close == '\'' || *close == '`' || *close == '~';
    if (*close == '(' || (quotes && before != '['))
      state.fail(close, close + 1, code::bad_literal, "typeof(...) takes a type.", "write typeof(long)");
    if (*close != ' ') before = *close;
  }
  if (close == state.end())
    state.fail(next - 1, next, code::open_bracket, "This '(' is never closed.", "write typeof(long)");
  Iterator text_end = close;
  while (text_end != content && (text_end[-1] == ' ' || (text_end[-1] >= '\t' && text_end[-1] <= '\r'))) --text_end;
  if (text_end == content)
    state.fail(at, close + 1, code::bad_literal, "typeof(...) takes a type.", "write typeof(long)");
  result = {state.span(at, close + 1), std::string(content, text_end)};
  first = close + 1;
  return true;
}
constexpr Reader<TypeLiteral, read_typeof> type_literal{};

/// `*` behind a dot, as in database().*; it stands for tables.
bool read_wildcard_member(State& state, Iterator& first, Name& result) {
  const Iterator at = state.skip(first);
  Expression pattern;
  if (at == state.end() || *at != '*' || !read_wildcard(state, first, pattern)) return false;
  result = {span_of(pattern), std::string(at, first), false};
  return true;
}
constexpr Reader<Name, read_wildcard_member> wildcard_member{};

/// One step of a path: .name, .name(arguments) or [index]; the first step of a path is a name or a call.
struct PathStep {
  Span span;
  Name name;
  bool called = false;
  bool indexed = false;
  std::vector<Argument> arguments;
  Expression index;
};

void begin_path(Expression& result, PathStep step) {
  if (step.called)
    result.node = Call{step.span, std::move(step.name), std::move(step.arguments), std::nullopt};
  else
    result.node = std::move(step.name);
}

void extend_path(Expression& base, PathStep step) {
  const Span span = cover(span_of(base), step.span);
  Box<Expression> inner(std::move(base));
  if (step.indexed)
    base.node = Index{span, std::move(inner), Box<Expression>(std::move(step.index))};
  else if (step.called)
    base.node = Call{span, std::move(step.name), std::move(step.arguments), std::move(inner)};
  else
    base.node = Member{span, std::move(inner), std::move(step.name)};
}

constexpr auto begin = [](const auto& context) { begin_path(x3::_val(context), std::move(x3::_attr(context))); };
constexpr auto extend = [](const auto& context) {
  State& state = state_of(context);
  const PathStep& step = x3::_attr(context);
  const Iterator at = state.begin() + step.span.begin;
  extend_path(x3::_val(context), std::move(x3::_attr(context)));
  state.grow(state.height + 1, at);
};

/// A pipeline without operators over an expression is that expression.
void unwrap_pipeline(Expression& result, Pipeline source_pipeline) {
  if (auto* expression_source = std::get_if<Expression>(&source_pipeline.source);
      expression_source && source_pipeline.operators.empty()) {
    result = Expression(std::move(*expression_source));
    return;
  }
  const Span span = source_pipeline.span;
  result.node = PipelineExpression{span, Box<Pipeline>(std::move(source_pipeline))};
}
constexpr auto unwrap = [](const auto& context) { unwrap_pipeline(x3::_val(context), std::move(x3::_attr(context))); };

KELPIE_RULE(argument, "argument", Argument);
const auto argument_def = located[-argument_name[set<&Argument::name>] >> value[set<&Argument::value>]];

KELPIE_RULE(arguments, "arguments", std::vector<Argument>);
const auto arguments_def = parens[-list_of(argument[push])];

constexpr auto tail_arguments = arguments_begin >> arguments[set<&PathStep::arguments>][put<&PathStep::called>];

KELPIE_RULE(first_step, "name", PathStep);
const auto first_step_def = located[reference[set<&PathStep::name>] >> -tail_arguments];

KELPIE_RULE(next_step, "path step", PathStep);
constexpr auto index_step = index_begin >> brackets[expression[set<&PathStep::index>]][put<&PathStep::indexed>];
// a.b, a.['b c'], a.f(x), a[0], and a.[0], which is a[0].
const auto next_step_def =
    located[(quiet[dot] > ((name[set<&PathStep::name>] >> -tail_arguments) | index_step | wildcard_member[set<&PathStep::name>])) |
            index_step];

KELPIE_RULE(plain_step, "path step", PathStep);
const auto plain_step_def = located[quiet[dot] > name[set<&PathStep::name>]];

KELPIE_RULE(parenthesized, "parenthesised expression", Parenthesized);
const auto parenthesized_def = located[parens[value[box<&Parenthesized::inner>]]];

KELPIE_RULE(signed_operand, "signed operand", Unary);
const auto signed_operand_def = located[sign[set<&Unary::op>] > nested[operand[box<&Unary::operand>]]];

KELPIE_RULE(primary, "expression", Expression);
const auto primary_def =
    dynamic_literal[node] | type_literal[node] | literal[node] | entity_group[node] | first_step[begin] | parenthesized[node] | star[node];

BOOST_SPIRIT_DEFINE(argument, arguments, first_step, next_step, plain_step, parenthesized, signed_operand, primary)

}  // namespace

const auto path_def = described("an expression", primary[assign]) >> *next_step[extend];
const auto operand_def = signed_operand[node] | path[assign];
const auto column_path_def = name[node] >> *plain_step[extend];
const auto call_def = located[name[set<&Call::function>] > arguments[set<&Call::arguments>]];
const auto value_def = pipeline[unwrap];

BOOST_SPIRIT_DEFINE(path, operand, column_path, call, value)
KELPIE_INSTANTIATE(path)
KELPIE_INSTANTIATE(operand)
KELPIE_INSTANTIATE(column_path)
KELPIE_INSTANTIATE(call)
KELPIE_INSTANTIATE(value)

}  // namespace kelpie::parser::detail
