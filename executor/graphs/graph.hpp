#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "executor/batch.hpp"
#include "executor/operators/execution.hpp"

namespace kelpie::executor {

/// Where the ids stand among the columns of a graph's two relations. As many columns each; several where the graph
/// falls into parts, of which each has its own ids.
struct GraphKeys {
  std::vector<std::size_t> node;    // of the nodes
  std::vector<std::size_t> source;  // of the edges
  std::vector<std::size_t> target;
};

/// Which edge leads from which node to which: the rows of the nodes and of the edges are their numbers. Edges of a node
/// stand in the order of their rows. Immutable, thread-safe.
class Graph {
 public:
  static constexpr std::uint32_t none = UINT32_MAX;

  struct Hop {
    std::uint32_t edge = none;
    std::uint32_t node = none;  // at its other end
  };

  /// Every node's id must be there once. Its memory counts for the query while it lives; throws QueryError over the
  /// limit.
  Graph(const Batch& nodes, const Batch& edges, const GraphKeys& keys, Execution& execution);
  ~Graph();
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;

  [[nodiscard]] std::size_t nodes() const { return nodes_; }
  [[nodiscard]] std::size_t edges() const { return source_.size(); }
  /// `none` for both ends of an edge of which an end is no node: it is not part of the graph.
  [[nodiscard]] std::uint32_t source(std::uint32_t edge) const { return source_[edge]; }
  [[nodiscard]] std::uint32_t target(std::uint32_t edge) const { return target_[edge]; }
  [[nodiscard]] std::span<const Hop> out(std::uint32_t node) const { return out_.of(node); }
  [[nodiscard]] std::span<const Hop> in(std::uint32_t node) const { return in_.of(node); }

 private:
  struct Adjacency {
    std::vector<std::uint32_t> begins;
    std::vector<Hop> hops;
    [[nodiscard]] std::span<const Hop> of(std::uint32_t node) const {
      return std::span(hops).subspan(begins[node], begins[node + 1] - begins[node]);
    }
  };
  [[nodiscard]] static Adjacency arrange(std::size_t nodes, std::span<const std::uint32_t> from,
                                         std::span<const std::uint32_t> to);

  Execution& execution_;
  std::int64_t accounted_ = 0;
  std::size_t nodes_ = 0;
  std::vector<std::uint32_t> source_, target_;
  Adjacency out_, in_;
};

/// Some columns of a batch.
[[nodiscard]] std::vector<tables::Vector> columns_at(const Batch& batch, std::span<const std::size_t> positions);

}  // namespace kelpie::executor
