#pragma once

#include <string>
#include <vector>

#include "parser/ast.hpp"

namespace kelpie::executor {

/// The names that an expression reads, in the order in which they first stand in it; not those within a query in it.
[[nodiscard]] std::vector<std::string> names_in(const parser::Expression& expression);

}  // namespace kelpie::executor
