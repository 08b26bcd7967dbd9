#pragma once

#include <optional>
#include <vector>

#include "executor/binder/binder.hpp"
#include "executor/graphs/graph.hpp"

namespace kelpie::executor {

/// A graph while binding: a relation of its nodes, each there once, and one of its edges, joined by ids. Both may be
/// used several times.
struct GraphRelation {
  PlanPtr nodes;
  PlanPtr edges;
  std::vector<PlanColumn> node_properties;  // what a query may name of the nodes' columns
  std::vector<PlanColumn> edge_properties;
  // The ids, whose last column is the one that the query gives; before it stands what the graph is partitioned by.
  std::vector<PlanColumn> node_keys;
  std::vector<PlanColumn> source_keys;
  std::vector<PlanColumn> target_keys;
  /// How many edges lead to a node, and from it; once somebody asked.
  struct Degrees {
    PlanColumn in;
    PlanColumn out;
  };
  std::optional<Degrees> degrees{};
  bool dangling = false;  // some edges may have an end that is no node
  bool open = false;      // it has properties that only data can tell

  /// Where the ids stand in the plans.
  [[nodiscard]] GraphKeys keys() const;
  /// The columns `degrees` are there afterwards.
  void count_degrees(Binder& binder);
};

/// The graph as what a stage hands to the next.
[[nodiscard]] Relation as_relation(GraphRelation graph);

/// graph-match and the others that take a graph.
[[nodiscard]] bool is_graph_operator(const parser::Operator& op);

/// A plan whose rows are computed once, however often it is used.
[[nodiscard]] PlanPtr computed_once(PlanPtr plan);

}  // namespace kelpie::executor
