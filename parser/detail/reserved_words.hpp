#pragma once

#include <string_view>

namespace kelpie::parser::detail {

/// Words of the language that name nothing unless they stand in brackets: ['first'].
[[nodiscard]] bool is_reserved(std::string_view word);
/// Words that may name a new column (`extend where = ...`) but cannot stand for one in an expression.
[[nodiscard]] bool is_reserved_in_expressions(std::string_view word);

}  // namespace kelpie::parser::detail
