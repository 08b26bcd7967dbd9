#include "parser/detail/actions.hpp"
#include "parser/detail/directives.hpp"
#include "parser/detail/rules.hpp"

namespace kelpie::parser::detail {
namespace {

bool begins_dynamic(State& state, Iterator first) {
  const QuietGuard guard(state);
  return read_word(state, first, "dynamic", {}) && read_symbol(state, first, "(", {});
}
constexpr Lookahead<begins_dynamic> dynamic_begin{};

/// null, or any literal of KQL, with the sign of a number in its text.
bool read_scalar(State& state, Iterator& first, Literal& result) {
  const Iterator at = state.skip(first);
  Iterator next = first;
  const QuietGuard guard(state);
  if (read_word(state, next, "null", {})) {
    result = {state.span(at, next), LiteralType::null, {}, true};
    first = next;
    return true;
  }
  const bool negative = read_symbol(state, next, "-", {});
  if (!read_literal(state, next, result)) return false;
  if (negative) {
    if (result.type != LiteralType::long_ && result.type != LiteralType::real && result.type != LiteralType::timespan)
      return false;
    result.text.insert(0, 1, '-');
    result.span = state.span(at, next);
  }
  first = next;
  return true;
}
constexpr Reader<Literal, read_scalar> scalar{};

KELPIE_RULE(dynamic_value, "dynamic value", Expression);

KELPIE_RULE(dynamic_array, "array", DynamicArray);
const auto dynamic_array_def = located[brackets[-list_of(dynamic_value[append<&DynamicArray::elements>])]];

KELPIE_RULE(dynamic_entry, "entry", DynamicEntry);
const auto dynamic_entry_def =
    string_literal[set<&DynamicEntry::key>] > colon > dynamic_value[set<&DynamicEntry::value>];

KELPIE_RULE(dynamic_bag, "bag", DynamicBag);
const auto dynamic_bag_def = located[braces[-list_of(dynamic_entry[append<&DynamicBag::entries>])]];

const auto dynamic_value_def =
    described("a constant", scalar[node] | dynamic_array[node] | dynamic_bag[node] | dynamic_literal[node]);

BOOST_SPIRIT_DEFINE(dynamic_value, dynamic_array, dynamic_entry, dynamic_bag)

}  // namespace

const auto dynamic_literal_def =
    located[dynamic_begin >> quiet[kw("dynamic")] >> parens[dynamic_value[box<&DynamicLiteral::value>]]];

BOOST_SPIRIT_DEFINE(dynamic_literal)
KELPIE_INSTANTIATE(dynamic_literal)

}  // namespace kelpie::parser::detail
