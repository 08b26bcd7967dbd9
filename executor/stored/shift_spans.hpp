#pragma once

#include <cstdint>

#include "parser/ast.hpp"
#include "parser/diagnostic.hpp"

namespace kelpie::executor {

/// Moves every span of the tree by `offset`; absent parts stay absent. The tree's depth is the parser's.
void shift_spans(parser::FunctionLiteral& function, std::uint32_t offset);

}  // namespace kelpie::executor
