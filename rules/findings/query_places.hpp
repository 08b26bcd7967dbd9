#pragma once

#include <string_view>

#include "parser/ast.hpp"

namespace kelpie::rules {

/// A part of a query and what kind of part it is: "call", "name", "comparison", "operator", ...
struct QueryPart {
  parser::Span span;  // empty: there is none
  std::string_view kind = {};
};

/// Where in a query a stretch of it stands: the operator around it, and the innermost expression that holds it whole.
struct QueryPlaces {
  QueryPart stage;
  QueryPart expression;
};

/// A stretch without length is where it begins. Parts that hold it only in part are none.
[[nodiscard]] QueryPlaces query_places(const parser::Query& query, parser::Span span);

}  // namespace kelpie::rules
