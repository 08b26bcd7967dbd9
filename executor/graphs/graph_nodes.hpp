#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "executor/graphs/graph.hpp"
#include "executor/plan/rows_function.hpp"

namespace kelpie::executor {

/// What make-graph makes nodes of.
struct GraphNodesLayout {
  /// A column of the nodes, before those of the id.
  struct Property {
    std::optional<std::size_t> from;  // the column of the rows; absent: of no table
    bool is_id = false;               // a node that has no row has its id here
  };
  std::vector<Property> properties;
  bool has_rows = false;  // inputs: the rows of the tables of nodes, then the edges; else the edges alone
  GraphKeys keys;         // node: of the rows
};

/// Nodes by their ids: those of the rows first, then those that only edges name. Rows with the same id are one node,
/// which has each property from the first of them that has a value. Columns: the properties, the id.
[[nodiscard]] std::shared_ptr<const RowsFunction> make_graph_nodes(GraphNodesLayout layout);

// The others have the inputs nodes and edges.

/// The edges whose two ends are nodes. Columns: the edges'.
[[nodiscard]] std::shared_ptr<const RowsFunction> make_graph_edges(GraphKeys keys);
/// Columns: the nodes', then how many edges lead to the node, and how many from it.
[[nodiscard]] std::shared_ptr<const RowsFunction> make_graph_degrees(GraphKeys keys);
/// Columns: the nodes', then the number of the node's component, from 0 in the order of the nodes. `strong`: nodes of
/// one component lead to each other along the edges; else their direction does not matter.
[[nodiscard]] std::shared_ptr<const RowsFunction> make_graph_components(GraphKeys keys, bool strong);

}  // namespace kelpie::executor
