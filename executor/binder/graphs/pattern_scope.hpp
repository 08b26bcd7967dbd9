#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "executor/binder/graphs/graph_relation.hpp"
#include "executor/graphs/match_description.hpp"

namespace kelpie::executor {

/// A name in a pattern.
struct PatternVariable {
  enum class Kind { node, edge, path } kind = Kind::node;  // path: edges in a row
  std::string name;
  std::size_t index = 0;  // of the pattern's nodes or edges
};

/// What names and graph functions mean in the expressions of a graph operator. Collects the columns and calculations
/// that they need.
class PatternScope {
 public:
  PatternScope(Binder& binder, GraphRelation graph) : binder_(binder), graph_(std::move(graph)) {}
  PatternScope(const PatternScope&) = delete;
  PatternScope& operator=(const PatternScope&) = delete;

  [[nodiscard]] const std::vector<PatternVariable>& variables() const { return variables_; }
  [[nodiscard]] const PatternVariable* find(std::string_view name) const;
  void add(PatternVariable variable) { variables_.push_back(std::move(variable)); }

  // Each gives nullptr after an error, which has been reported.
  /// variable.name
  ExpressionPtr property(const PatternVariable& variable, const parser::Name& name);
  /// The variable by itself: a bag of its properties, for edges in a row an array of bags.
  ExpressionPtr value(const PatternVariable& variable, parser::Span span);
  /// A call of a graph function; `handled` is whether it is one.
  ExpressionPtr call(const parser::Call& call, const ExpressionScope& scope, bool& handled);
  /// The condition of graph-where-nodes or graph-where-edges, over the relation's own columns.
  ExpressionPtr element_condition(const parser::Expression& condition, bool edges, const EnvironmentPtr& environment);

  /// Adds the conditions of a where clause.
  void add_conditions(const parser::Expression& where, const EnvironmentPtr& environment);
  /// Whether an expression reads what map() gives, or a property of edges in a row.
  [[nodiscard]] bool reads_array(const Expression& expression) const;
  /// Adds a calculation and gives its place.
  std::size_t add_expression(ExpressionPtr expression);

  /// The graph, with the columns that turned out to be needed.
  [[nodiscard]] const GraphRelation& graph() const { return graph_; }
  [[nodiscard]] const std::vector<PlanColumn>& properties_of(const PatternVariable& variable) const {
    return variable.kind == PatternVariable::Kind::node ? graph_.node_properties : graph_.edge_properties;
  }

  MatchDescription description;
  std::vector<ExpressionPtr> expressions;

 private:
  /// The elements that an inner expression is about, whose properties have no variable before them.
  struct Elements {
    std::optional<std::size_t> step;  // of all(), any(), map(); absent: the whole graph's, of graph-where
    bool nodes = false;
  };

  /// The column of the matches for a column of the graph.
  ExpressionPtr column(MatchColumn::From from, std::size_t variable, const PlanColumn& of, parser::Span span);
  ExpressionPtr column_at_hand(const PlanColumn& of, parser::Span span);
  ExpressionPtr fold(PathFold::Kind kind, const Elements& elements, ExpressionPtr inner, parser::Span span);
  ExpressionPtr bag(const std::vector<PlanColumn>& properties,
                    const std::function<ExpressionPtr(const PlanColumn&)>& column, parser::Span span);
  [[nodiscard]] MatchCondition classify(const ExpressionPtr& conjunct);
  [[nodiscard]] const MatchColumn* match_column(ColumnId id) const;
  /// Reports where an expression reads edges in a row other than those that it is about.
  bool reads_only(const ExpressionPtr& expression, const std::optional<Elements>& elements, parser::Span span);

  // The functions: graph_functions.cpp.
  ExpressionPtr call_fold(const parser::Call& call, const ExpressionScope& scope);
  std::optional<Elements> elements_of(const parser::Expression& expression, std::string_view function);
  ExpressionPtr call_of_node(const parser::Call& call);
  ExpressionPtr call_labels(const parser::Call& call);
  const PatternVariable* variable_of(const parser::Expression& expression, std::string_view function);

  Binder& binder_;
  GraphRelation graph_;
  std::vector<PatternVariable> variables_;
  std::optional<Elements> elements_;
  bool in_where_ = false;
};

}  // namespace kelpie::executor
