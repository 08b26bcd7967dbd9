#pragma once

#include <string>
#include <string_view>

#include "parser/ast.hpp"

namespace kelpie::parser {

struct FormatOptions {
  std::size_t width = 120;
};

/// The query as text in one style: a stage a line, four spaces inside, keywords as the reference spells them. Parsing the result gives the
/// same dump(). Comments survive when `source` is the text that the tree was parsed from.
[[nodiscard]] std::string format(const Query& query, std::string_view source = {}, const FormatOptions& options = {});
/// One expression on one line.
[[nodiscard]] std::string format(const Expression& expression);

}  // namespace kelpie::parser
