#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "executor/graphs/graph.hpp"
#include "executor/graphs/pattern.hpp"
#include "executor/plan/plan.hpp"

namespace kelpie::executor {

/// A column of the matches that an expression of graph-match may read.
struct MatchColumn {
  enum class From {
    node,        // a column of the nodes, for a node of the pattern
    edge,        // a column of the edges, for an edge of the pattern
    path_edge,   // a column of the edges, for each of an edge's row: only inside all(), any(), map()
    inner_node,  // a column of the nodes, for each between the edges of a row: only there, too
    fold         // what all(), any() or map() gives
  };
  PlanColumn column;
  From from = From::node;
  std::size_t variable = 0;  // which node or edge of the pattern; which of the folds
  std::size_t position = 0;  // of the column
};

/// all(), any(), map(): an expression for each edge of a row, or each node between them.
struct PathFold {
  enum class Kind { all, any, map } kind = Kind::map;
  std::size_t step = 0;
  bool inner_nodes = false;
  std::size_t expression = 0;  // its place among the plan node's
};

/// A condition that a match must fulfil. One that looks at single elements only tells beforehand which elements may
/// stand where.
struct MatchCondition {
  enum class Of { node, edges, inner_nodes, match } of = Of::match;
  std::size_t variable = 0;    // which node or edge of the pattern
  std::size_t expression = 0;  // its place among the plan node's
};

/// Everything that graph-match and graph-shortest-paths know when they are bound. The plan node's inputs are nodes and
/// edges.
struct MatchDescription {
  enum class Paths { every, any_shortest, all_shortest };
  /// What comes out: a row a match, of expressions; or the graph's nodes, or its edges, that take part in one.
  enum class Result { rows, nodes, edges };

  Pattern pattern;
  GraphKeys keys;
  Paths paths = Paths::every;
  Result result = Result::rows;
  std::vector<MatchColumn> columns;
  std::vector<PathFold> folds;
  std::vector<MatchCondition> conditions;
  std::vector<std::size_t> outputs;  // expressions: one a column of the plan node
};

[[nodiscard]] std::shared_ptr<const RowsFunction> make_graph_match(MatchDescription description);

}  // namespace kelpie::executor
