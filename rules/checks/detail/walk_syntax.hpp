#pragma once

#include "parser/ast.hpp"

namespace kelpie::rules::detail {

/// What walk() calls for the nodes of a query, a node before what is in it.
class SyntaxVisitor {
 public:
  virtual ~SyntaxVisitor() = default;
  virtual void visit_pipeline(const parser::Pipeline&) {}
  virtual void visit_operator(const parser::Operator&) {}
  virtual void visit_expression(const parser::Expression&) {}
  /// An expression that stands where a table is expected; visit_expression() is not called for it, but for what is in
  /// it.
  virtual void visit_table(const parser::Expression&) {}
};

/// Goes through all statements. Recurses as deep as parentheses and sub-queries nest, which the parser bounds; long
/// chains of operators do not count.
void walk(const parser::Query& query, SyntaxVisitor& visitor);
/// The same for what is in one expression.
void walk(const parser::Expression& expression, SyntaxVisitor& visitor);

}  // namespace kelpie::rules::detail
