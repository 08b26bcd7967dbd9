#pragma once

#include <string>
#include <vector>

#include "parser/ast.hpp"

namespace kelpie::rules::detail {

/// A name or call that stands where a table is expected. It may be a let's.
struct TableInSyntax {
  std::string name;
  parser::Span span;  // of the name
};

/// In the order of walk(). A name twice is there twice.
[[nodiscard]] std::vector<TableInSyntax> tables_in(const parser::Query& query);

}  // namespace kelpie::rules::detail
