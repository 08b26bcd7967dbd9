#pragma once

// Semantic actions: one line each, no logic. `_val` is the attribute of the rule, `_attr` of the parser before the
// bracket.

#include <utility>

#include "parser/detail/grammar.hpp"

namespace kelpie::parser::detail {

/// _val.*Member = _attr
template <auto Member>
inline constexpr auto set = [](const auto& context) { x3::_val(context).*Member = std::move(x3::_attr(context)); };

/// _val.*Member.push_back(_attr)
template <auto Member>
inline constexpr auto append =
    [](const auto& context) { (x3::_val(context).*Member).push_back(std::move(x3::_attr(context))); };

/// _val.*Member = Value
template <auto Member, auto Value = true>
inline constexpr auto put = [](const auto& context) { x3::_val(context).*Member = Value; };

/// _val.*Member = Box(_attr)
template <auto Member>
inline constexpr auto box = [](const auto& context) { *(x3::_val(context).*Member) = std::move(x3::_attr(context)); };

/// _val = _attr, for a variant that takes its alternative.
inline constexpr auto assign = [](const auto& context) { x3::_val(context) = std::move(x3::_attr(context)); };

/// _val.node = _attr, for an Expression that takes its node.
inline constexpr auto node = [](const auto& context) { x3::_val(context).node = std::move(x3::_attr(context)); };

/// _val.push_back(_attr)
inline constexpr auto push = [](const auto& context) { x3::_val(context).push_back(std::move(x3::_attr(context))); };

/// Writes a type name and its span.
template <auto Text, auto Where>
inline constexpr auto set_type = [](const auto& context) {
  x3::_val(context).*Text = std::move(x3::_attr(context).text);
  x3::_val(context).*Where = x3::_attr(context).span;
};

}  // namespace kelpie::parser::detail
