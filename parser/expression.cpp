#include <algorithm>
#include <vector>

#include "parser/detail/actions.hpp"
#include "parser/detail/directives.hpp"
#include "parser/detail/operators.hpp"
#include "parser/detail/rules.hpp"

namespace kelpie::parser::detail {
namespace {

/// (a, b, T | project x)
KELPIE_RULE(list_items, "list", std::vector<Expression>);
const auto list_items_def = parens[list_of(value[push])];

/// (low .. high)
struct Range {
  Expression low;
  Expression high;
};
KELPIE_RULE(range_bounds, "range", Range);
const auto range_bounds_def = parens[expression[set<&Range::low>] > symbol("..") > expression[set<&Range::high>]];

BOOST_SPIRIT_DEFINE(list_items, range_bounds)

void fold(Expression& left, BinaryOperator op, Span op_span, Expression right) {
  const Span span = cover(span_of(left), span_of(right));
  left.node = Binary{span, op, op_span, Box<Expression>(std::move(left)), Box<Expression>(std::move(right))};
}

/// One term of a chain of `and` or `or`, with the operator before it.
struct Term {
  Span op_span;
  Expression value;
};

/// Chains longer than this become balanced trees, so that a generated filter of 10,000 terms is 14 levels high.
constexpr std::size_t longest_leaning_chain = 64;

Expression balance(std::vector<Term>& terms, BinaryOperator op, std::size_t from, std::size_t to) {
  if (to - from == 1) return std::move(terms[from].value);
  const std::size_t middle = from + (to - from + 1) / 2;
  Expression left = balance(terms, op, from, middle);
  fold(left, op, terms[middle].op_span, balance(terms, op, middle, to));
  return left;
}

unsigned join_terms(std::vector<Term>& terms, BinaryOperator op, unsigned height, Expression& result) {
  if (terms.size() <= longest_leaning_chain) {
    result = std::move(terms.front().value);
    for (std::size_t i = 1; i < terms.size(); ++i) fold(result, op, terms[i].op_span, std::move(terms[i].value));
    return height + static_cast<unsigned>(terms.size()) - 1;
  }
  result = balance(terms, op, 0, terms.size());
  for (std::size_t n = 1; n < terms.size(); n *= 2) ++height;
  return height;
}

/// Binary operators by precedence climbing: one loop instead of a rule a level, which would cost seven rules of stack
/// in every parenthesis. All levels are left-associative.
struct Chain : x3::parser<Chain> {
  using attribute_type = Expression;
  static constexpr bool has_attribute = true;
  int lowest;
  constexpr explicit Chain(int level) : lowest(level) {}

  template <typename It, typename Ctx, typename RCtx>
  bool parse(It& first, const It& last, const Ctx& context, RCtx&, Expression& result) const {
    return climb(first, last, context, lowest, result);
  }

 private:
  template <typename Ctx>
  static bool climb(Iterator& first, Iterator last, const Ctx& context, int level, Expression& result) {
    State& state = state_of(context);
    const unsigned outer = std::exchange(state.height, 0);
    if (!operand.parse(first, last, context, x3::unused, result)) {
      state.height = outer;
      return false;
    }
    for (;;) {
      const OperatorToken token = state.operator_at(first);
      if (token.level < 0) state.expect(token.begin, {"an operator", false});
      if (token.level < level) break;
      const unsigned left = state.height;
      if (token.form == ListForm::in_list)
        read_list(first, last, context, token, result);
      else if (token.form == ListForm::between)
        read_between(first, last, context, token, result);
      else if (token.level <= and_level)
        read_terms(first, last, context, token, result);
      else
        read_right(first, last, context, token, result);
      state.grow(std::max(left, state.height) + 1, token.begin);
    }
    state.height = std::max(outer, state.height);
    return true;
  }

  template <typename Ctx>
  static Expression read_operand(Iterator& first, Iterator last, const Ctx& context, const OperatorToken& token) {
    State& state = state_of(context);
    first = token.end;
    state.height = 0;
    Expression right;
    if (!climb(first, last, context, token.level + 1, right)) state.fail_here(first);
    return right;
  }

  template <typename Ctx>
  static void read_right(Iterator& first, Iterator last, const Ctx& context, const OperatorToken& token,
                         Expression& result) {
    Expression right = read_operand(first, last, context, token);
    fold(result, token.op, state_of(context).span(token.begin, token.end), std::move(right));
  }

  template <typename Ctx>
  static void read_terms(Iterator& first, Iterator last, const Ctx& context, OperatorToken token, Expression& result) {
    State& state = state_of(context);
    const BinaryOperator op = token.op;
    unsigned height = state.height;
    std::vector<Term> terms;
    terms.push_back({{}, std::move(result)});
    while (token.form == ListForm::none && token.level >= 0 && token.op == op) {
      Expression right = read_operand(first, last, context, token);
      terms.push_back({state.span(token.begin, token.end), std::move(right)});
      height = std::max(height, state.height);
      token = state.operator_at(first);
    }
    state.height = join_terms(terms, op, height, result);
  }

  template <typename Ctx>
  static void read_list(Iterator& first, Iterator last, const Ctx& context, const OperatorToken& token,
                        Expression& result) {
    State& state = state_of(context);
    first = token.end;
    state.height = 0;
    InList in;
    if (!list_items.parse(first, last, context, x3::unused, in.list)) state.fail_here(first);
    in.op = token.list_op;
    in.op_span = state.span(token.begin, token.end);
    in.span = cover(span_of(result), state.span(token.begin, first));
    in.value = Box<Expression>(std::move(result));
    result.node = std::move(in);
  }

  template <typename Ctx>
  static void read_between(Iterator& first, Iterator last, const Ctx& context, const OperatorToken& token,
                           Expression& result) {
    State& state = state_of(context);
    first = token.end;
    state.height = 0;
    Range range;
    if (!range_bounds.parse(first, last, context, x3::unused, range)) state.fail_here(first);
    const Span span = cover(span_of(result), state.span(token.begin, first));
    result.node = Between{span, token.negated, Box<Expression>(std::move(result)),
                          Box<Expression>(std::move(range.low)), Box<Expression>(std::move(range.high))};
  }
};

}  // namespace

const auto expression_def = Chain{or_level};
const auto additive_def = Chain{additive_level};

BOOST_SPIRIT_DEFINE(expression, additive)
KELPIE_INSTANTIATE(expression)
KELPIE_INSTANTIATE(additive)

}  // namespace kelpie::parser::detail
