#pragma once

#include <span>
#include <string_view>

#include "parser/detail/rules.hpp"
#include "parser/detail/terminals.hpp"

namespace kelpie::parser::detail {

/// Which parameters an operator knows. Any hint.* is taken everywhere.
using ParameterNames = std::span<const std::string_view>;

/// Reads `name =` where the name is one of `known` or a hint; an empty `known` takes any name.
bool read_parameter_name(State& state, Iterator& first, ParameterNames known, Name& result);

/// name = value before the operands of an operator.
struct KnownParameter : x3::parser<KnownParameter> {
  using attribute_type = Parameter;
  static constexpr bool has_attribute = true;
  ParameterNames known;
  constexpr explicit KnownParameter(ParameterNames names) : known(names) {}

  template <typename It, typename Ctx, typename RCtx>
  bool parse(It& first, const It& last, const Ctx& context, RCtx&, Parameter& attribute) const {
    State& state = state_of(context);
    if (!read_parameter_name(state, first, known, attribute.name)) return false;
    if (!parameter_value.parse(first, last, context, x3::unused, attribute.value)) state.fail_here(first);
    attribute.span = {attribute.name.span.begin, span_of(attribute.value).end};
    return true;
  }
};

inline constexpr std::string_view no_parameters[] = {"hint"};  // only hints
inline constexpr KnownParameter hint{no_parameters};

}  // namespace kelpie::parser::detail
