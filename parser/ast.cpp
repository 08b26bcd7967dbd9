#include "parser/ast.hpp"

namespace kelpie::parser {

// These structs hold a type that is only complete at the end of the header. noexcept(false) is what they are anyhow;
// clang 14 crashes when it has to find that out.
bool DynamicArray::operator==(const DynamicArray&) const noexcept(false) = default;
bool DynamicBag::operator==(const DynamicBag&) const noexcept(false) = default;
bool DynamicLiteral::operator==(const DynamicLiteral&) const noexcept(false) = default;
bool Call::operator==(const Call&) const noexcept(false) = default;
bool InList::operator==(const InList&) const noexcept(false) = default;
bool EntityGroup::operator==(const EntityGroup&) const noexcept(false) = default;
bool FunctionLiteral::operator==(const FunctionLiteral&) const noexcept(false) = default;
bool MacroExpandSource::operator==(const MacroExpandSource&) const noexcept(false) = default;
bool PatternRule::operator==(const PatternRule&) const noexcept(false) = default;

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
