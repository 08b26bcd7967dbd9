#include "parser/ast.hpp"

namespace kelpie::parser {

// These structs hold a type that is only complete at the end of the header.
bool DynamicArray::operator==(const DynamicArray&) const = default;
bool DynamicBag::operator==(const DynamicBag&) const = default;
bool DynamicLiteral::operator==(const DynamicLiteral&) const = default;
bool Call::operator==(const Call&) const = default;
bool InList::operator==(const InList&) const = default;
bool FunctionLiteral::operator==(const FunctionLiteral&) const = default;

namespace {
constexpr auto span_of_node = [](const auto& node) { return node.span; };
}

Span span_of(const Expression& expression) { return std::visit(span_of_node, expression.node); }
Span span_of(const Operator& op) { return std::visit(span_of_node, op); }
Span span_of(const Statement& statement) { return std::visit(span_of_node, statement); }
Span span_of(const Source& source) {
  if (const auto* expression = std::get_if<Expression>(&source)) return span_of(*expression);
  return std::visit(
      [](const auto& node) {
        if constexpr (requires { node.span; })
          return node.span;
        else
          return Span{};
      },
      source);
}

}  // namespace kelpie::parser
