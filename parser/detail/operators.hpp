#pragma once

#include <span>
#include <string_view>

#include "parser/detail/state.hpp"

namespace kelpie::parser::detail {

/// The levels of binary operators, loosest first (the order of Kusto's grammar: string operators bind tighter than
/// arithmetic).
enum Level : int {
  or_level,
  and_level,
  equality_level,
  relational_level,
  additive_level,
  multiplicative_level,
  string_level,
  level_count
};

/// Reads the binary operator that begins exactly at `at`; level -1 where there is none. `in_search` lets `:` be one.
[[nodiscard]] OperatorToken read_operator(Iterator at, Iterator end, bool in_search);

/// How KQL spells an operator.
[[nodiscard]] std::string_view spelling(BinaryOperator op);
[[nodiscard]] std::string_view spelling(ListOperator op);

/// Every tabular operator that a stage may begin with.
[[nodiscard]] std::span<const std::string_view> stage_names();
/// Operators of Kusto that Kelpie does not have.
[[nodiscard]] std::span<const std::string_view> unsupported_stage_names();

}  // namespace kelpie::parser::detail
