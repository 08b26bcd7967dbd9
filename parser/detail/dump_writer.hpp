#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parser/ast.hpp"
#include "parser/dump.hpp"

namespace kelpie::parser::detail {

/// Writes s-expressions: (head word "text" (child) ...). One `write` per node type; spans on demand.
class DumpWriter {
 public:
  explicit DumpWriter(const DumpOptions& options) : options_(options) {}
  [[nodiscard]] std::string take() { return std::move(out_); }

  void write(const Query& query);
  void write(const Statement& statement);
  void write(const Pipeline& pipeline);
  void write(const Source& source);
  void write(const Operator& op);
  void write(const Expression& expression);

  // Nodes of expressions.
  void write(const BadExpression& bad);
  void write(const Literal& literal);
  void write(const DynamicArray& array);
  void write(const DynamicBag& bag);
  void write(const DynamicLiteral& literal);
  void write(const TypeLiteral& type);
  void write(const Star& star);
  void write(const WildcardName& wildcard);
  void write(const Name& name);
  void write(const Member& member);
  void write(const Index& index);
  void write(const Call& call);
  void write(const Argument& argument);
  void write(const Unary& unary);
  void write(const Binary& binary);
  void write(const Between& between);
  void write(const InList& in);
  void write(const Parenthesized& parenthesized);
  void write(const PipelineExpression& pipeline);
  void write(const EntityGroup& group);

  // Parts of operators.
  void write(const NamedExpression& named);
  void write(const Parameter& parameter);
  void write(const ColumnDeclaration& column);
  void write(const OrderTerm& term);
  void write(const UnionOperator& op);
  void write(const SearchOperator& op);
  void write(const FindOperator& op);
  void write(const EvaluateOperator& op);
  void write(const FunctionLiteral& function);

  // Operators over graphs, between their head and its closing parenthesis (dump_graph.cpp).
  void graph(const MakeGraphOperator& op);
  void graph(const GraphMatchOperator& op);
  void graph(const GraphToTableOperator& op);
  void write(const GraphPattern& pattern);
  void write(const PatternNode& node);
  void write(const PatternEdge& edge);

  /// `(head` with its span; everything until close() goes into it.
  void open(std::string_view head, Span span);
  void close() { out_ += ')'; }
  /// A bare word.
  void word(std::string_view text);
  /// A text in quotes.
  void text(std::string_view text);
  void flag(bool set, std::string_view text) {
    if (set) word(text);
  }
  /// A name as a word, or in quotes where it is quoted.
  void name(const Name& name);

  /// All of a list, in place.
  template <typename T>
  void all(const std::vector<T>& items) {
    for (const T& item : items) write(item);
  }
  /// (label items...), nothing for an empty list.
  template <typename T>
  void list(std::string_view label, const std::vector<T>& items) {
    if (items.empty()) return;
    open(label, {});
    all(items);
    close();
  }
  /// (label item), nothing where there is none.
  template <typename T>
  void maybe(std::string_view label, const std::optional<T>& item) {
    if (!item) return;
    open(label, {});
    write(*item);
    close();
  }
  template <typename T>
  void write(const Box<T>& box) {
    write(*box);
  }

 private:
  DumpOptions options_;
  std::string out_;
};

}  // namespace kelpie::parser::detail
