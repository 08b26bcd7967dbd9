#include "executor/graphs/graph.hpp"

#include "executor/operators/group_keys.hpp"

namespace kelpie::executor {

std::vector<tables::Vector> columns_at(const Batch& batch, std::span<const std::size_t> positions) {
  std::vector<tables::Vector> columns;
  for (const std::size_t position : positions) columns.push_back(batch.columns[position]);
  return columns;
}

Graph::Graph(const Batch& nodes, const Batch& edges, const GraphKeys& keys, Execution& execution)
    : execution_(execution), nodes_(nodes.rows), source_(edges.rows, none), target_(edges.rows, none) {
  accounted_ = static_cast<std::int64_t>(edges.rows * (2 * sizeof(std::uint32_t) + 2 * sizeof(Hop)) +
                                         nodes.rows * 3 * sizeof(std::uint32_t));
  execution_.account(accounted_);
  if (nodes.rows > 0 && edges.rows > 0) {
    std::vector<tables::Type> types;
    for (const std::size_t position : keys.node) types.push_back(nodes.columns[position].type());
    GroupKeys::Shared shared(types);
    GroupKeys groups(shared);
    std::vector<std::uint32_t> group_of(nodes.rows);
    groups.groups(columns_at(nodes, keys.node), nodes.rows, group_of.data());
    std::vector<std::uint32_t> node_of(groups.size(), none);
    for (std::uint32_t node = 0; node < nodes.rows; ++node) node_of[group_of[node]] = node;
    GroupKeys::Prober prober(groups);
    const auto find = [&](std::span<const std::size_t> positions, std::vector<std::uint32_t>& ends) {
      prober.groups(columns_at(edges, positions), edges.rows, ends.data());
      for (std::uint32_t& end : ends) end = end == no_group ? none : node_of[end];
    };
    find(keys.source, source_);
    find(keys.target, target_);
  }
  for (std::size_t edge = 0; edge < edges.rows; ++edge) {
    if (source_[edge] == none || target_[edge] == none) source_[edge] = target_[edge] = none;
  }
  execution_.check();
  out_ = arrange(nodes_, source_, target_);
  in_ = arrange(nodes_, target_, source_);
}

Graph::~Graph() { execution_.account(-accounted_); }

Graph::Adjacency Graph::arrange(std::size_t nodes, std::span<const std::uint32_t> from,
                                std::span<const std::uint32_t> to) {
  Adjacency adjacency;
  adjacency.begins.assign(nodes + 1, 0);
  for (const std::uint32_t node : from) {
    if (node != none) ++adjacency.begins[node + 1];
  }
  for (std::size_t node = 0; node < nodes; ++node) adjacency.begins[node + 1] += adjacency.begins[node];
  adjacency.hops.resize(adjacency.begins[nodes]);
  std::vector<std::uint32_t> next(adjacency.begins.begin(), adjacency.begins.end() - 1);
  for (std::uint32_t edge = 0; edge < from.size(); ++edge) {
    if (from[edge] != none) adjacency.hops[next[from[edge]]++] = {edge, to[edge]};
  }
  return adjacency;
}

}  // namespace kelpie::executor
