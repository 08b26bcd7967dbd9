#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "parser/ast.hpp"
#include "parser/detail/comments.hpp"
#include "parser/detail/layout.hpp"

namespace kelpie::parser::detail {

/// Turns a tree into a layout, in the order of the text, so that comments fall where they stood.
class FormatWriter {
 public:
  explicit FormatWriter(std::string_view source);

  void write(const Query& query);
  void write(const Expression& expression);
  [[nodiscard]] std::string print(std::size_t width) const { return layout_.print(width); }

 private:
  friend class OperatorFormat;
  friend class StatementFormat;

  // Comments and words.
  /// Everything before `offset` of the source is written: its comments come out now.
  void reach(std::uint32_t offset);
  /// The same for comments at the end of a line; those on lines of their own wait.
  void reach_line_end(std::uint32_t offset);
  void reach(Span span) { reach(span.begin); }
  /// Before a closing bracket, whose span ends there.
  void reach_end(Span span) {
    if (!span.empty()) reach(span.end - 1);
  }
  void finish();
  /// A word of the language; a blank at either end of `text` is a blank in the layout.
  void word(std::string_view text);
  void word(Span span, std::string_view text) {
    reach(span);
    word(text);
  }

  // Leaves (format_leaves.cpp).
  void name(const Name& name);
  void literal(const Literal& literal);
  void string(const Literal& literal);
  [[nodiscard]] static std::string encode(std::string_view text);
  [[nodiscard]] static std::string encode_name(std::string_view text);

  // Expressions (format_expression.cpp).
  void node(const BadExpression& bad);
  void node(const Literal& node) { literal(node); }
  void node(const DynamicArray& array);
  void node(const DynamicBag& bag);
  void node(const DynamicLiteral& dynamic);
  void node(const TypeLiteral& type);
  void node(const Star& star) { word(star.span, "*"); }
  void node(const WildcardName& wildcard) { word(wildcard.span, wildcard.pattern); }
  void node(const Name& node) { name(node); }
  void node(const Member& member);
  void node(const Index& index);
  void node(const Call& call);
  void node(const Unary& unary);
  void node(const Binary& binary);
  void node(const Between& between);
  void node(const InList& in);
  void node(const Parenthesized& parenthesized);
  void node(const EntityGroup& group);
  void node(const PipelineExpression& pipeline) { inner_pipeline(*pipeline.pipeline); }
  void operand(const Expression& expression, int level);
  /// `inner`: an `and` chain among the terms of an `or` chain, whose lines stand further right.
  void logical_chain(const Binary& chain, bool inner);
  void logical_term(const Expression& term, int level);
  void call_tail(const Call& call);

  // Pipelines and statements (format_statements.cpp).
  void statement(const Statement& statement);
  /// A stage a line.
  void outer_pipeline(const Pipeline& pipeline);
  /// On one line if it fits there.
  void inner_pipeline(const Pipeline& pipeline);
  void stages(const Pipeline& pipeline, bool forced);
  void source(const Source& source);
  void function(const FunctionLiteral& function);
  /// The statements of a body, a line each, without its brackets.
  void body(const FunctionBody& body);

  // Stages (format_operators.cpp).
  void stage(const Operator& op);
  void stage(const UnionOperator& op);
  void stage(const SearchOperator& op);
  void stage(const FindOperator& op);
  void stage(const EvaluateOperator& op);

  // Stages over graphs (format_graph.cpp).
  void graph(const MakeGraphOperator& op);
  void graph(const GraphMatchOperator& op);
  void graph(const GraphToTableOperator& op);
  void graph(const GraphMarkComponentsOperator& op);
  void graph(const GraphWhereOperator& op);
  void item(const GraphNodes& nodes);
  void item(const GraphPattern& pattern);
  void item(const GraphTable& table);
  void edge(const PatternEdge& edge);

  // Parts.
  void item(const Expression& expression) { write(expression); }
  void item(const NamedExpression& named);
  void item(const Argument& argument);
  void item(const Parameter& parameter);
  void item(const ColumnDeclaration& column);
  void item(const OrderTerm& term);
  void parameters(const std::vector<Parameter>& parameters);
  /// (subquery) behind a word of an operator.
  void bracketed_pipeline(const Pipeline& pipeline, char open, char close, Span end);
  void column_list(const std::vector<ColumnDeclaration>& columns);

  template <typename T>
  static Span span_of_item(const T& item) {
    if constexpr (requires { item.span; })
      return item.span;
    else
      return span_of(item);
  }
  /// a, b, c; each on a line of its own where the group is broken.
  template <typename T>
  void list(const std::vector<T>& items) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i > 0) separate(span_of_item(items[i]));
      item(items[i]);
    }
  }
  /// a, b, c; as many on a line as fit.
  template <typename T>
  void filled(const std::vector<T>& items) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i == 0) {
        item(items[i]);
        continue;
      }
      layout_.text(",");
      reach_line_end(span_of_item(items[i]).begin);
      const Layout::Group group(layout_);
      layout_.line();
      item(items[i]);
    }
  }
  /// A comma and a break before the item at `next`.
  void separate(Span next) {
    layout_.text(",");
    reach_line_end(next.begin);
    layout_.line();
  }

  std::string_view source_;
  std::vector<Comment> comments_;
  std::size_t next_comment_ = 0;
  Layout layout_;
  bool in_dynamic_ = false;
};

}  // namespace kelpie::parser::detail
