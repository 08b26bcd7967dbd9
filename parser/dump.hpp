#pragma once

#include <string>

#include "parser/ast.hpp"

namespace kelpie::parser {

struct DumpOptions {
  bool spans = false;  // append @begin-end to every node
};

/// The tree as one s-expression: (where (== (name a) (long 1))). Two trees of the same shape give the same text without spans.
[[nodiscard]] std::string dump(const Query& query, const DumpOptions& options = {});
[[nodiscard]] std::string dump(const Expression& expression, const DumpOptions& options = {});

}  // namespace kelpie::parser
