#pragma once

#include <cstddef>
#include <string_view>

#include "parser/ast.hpp"
#include "parser/diagnostic.hpp"

namespace kelpie::parser {

struct ParseOptions {
  std::size_t max_depth = 200;              // nesting of parentheses, brackets, sub-queries and unary operators
  std::size_t max_bytes = 8u * 1024 * 1024;  // a longer text is refused as a user error
};

/// A tree and what was wrong with the text. With an error in it the tree still holds every stage that could be read;
/// the others are Bad* nodes.
struct ParseResult {
  Query query;
  Diagnostics diagnostics;
  [[nodiscard]] bool ok() const { return !has_errors(diagnostics); }
};

/// Reads a query text (UTF-8). Never throws on account of the text; reports every error that recovery at pipes and semicolons can
/// reach. Thread-safe: no state is shared between calls.
[[nodiscard]] ParseResult parse(std::string_view text, const ParseOptions& options = {});

/// The same for a text that is a single scalar expression (a placeholder, a rule's override).
struct ParseExpressionResult {
  Expression expression;
  Diagnostics diagnostics;
};
[[nodiscard]] ParseExpressionResult parse_expression(std::string_view text, const ParseOptions& options = {});

}  // namespace kelpie::parser
