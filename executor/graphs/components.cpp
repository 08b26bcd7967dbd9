#include "executor/graphs/components.hpp"

#include <algorithm>

namespace kelpie::executor {

namespace {

constexpr std::uint32_t steps_between_checks = 1u << 16;

/// Any marks of components as numbers in the order of the nodes.
std::vector<std::uint32_t> numbered(const std::vector<std::uint32_t>& marks) {
  std::vector<std::uint32_t> number_of(marks.size(), Graph::none);
  std::vector<std::uint32_t> numbers(marks.size());
  std::uint32_t next = 0;
  for (std::size_t node = 0; node < marks.size(); ++node) {
    std::uint32_t& number = number_of[marks[node]];
    if (number == Graph::none) number = next++;
    numbers[node] = number;
  }
  return numbers;
}

}  // namespace

std::vector<std::uint32_t> weak_components(const Graph& graph, const Execution& execution) {
  std::vector<std::uint32_t> parent(graph.nodes());
  for (std::uint32_t node = 0; node < parent.size(); ++node) parent[node] = node;
  const auto root = [&](std::uint32_t node) {
    while (parent[node] != node) node = parent[node] = parent[parent[node]];
    return node;
  };
  for (std::uint32_t edge = 0; edge < graph.edges(); ++edge) {
    if (edge % steps_between_checks == 0) execution.check();
    if (graph.source(edge) == Graph::none) continue;
    const std::uint32_t a = root(graph.source(edge)), b = root(graph.target(edge));
    parent[std::max(a, b)] = std::min(a, b);
  }
  std::vector<std::uint32_t> marks(parent.size());
  for (std::uint32_t node = 0; node < parent.size(); ++node) marks[node] = root(node);
  return numbered(marks);
}

/// Tarjan's algorithm with a stack of its own. A node's mark is its component's root.
std::vector<std::uint32_t> strong_components(const Graph& graph, const Execution& execution) {
  struct Frame {
    std::uint32_t node = 0;
    std::uint32_t next = 0;  // of its edges
  };
  const std::size_t nodes = graph.nodes();
  std::vector<std::uint32_t> order(nodes, Graph::none);  // in which the nodes were met
  std::vector<std::uint32_t> low(nodes, 0);              // the earliest of them that is reached from a node
  std::vector<std::uint32_t> marks(nodes, Graph::none);
  std::vector<std::uint32_t> open;  // met, without a component
  std::vector<Frame> frames;
  std::uint32_t met = 0, steps = 0;
  const auto enter = [&](std::uint32_t node) {
    order[node] = low[node] = met++;
    open.push_back(node);
    frames.push_back({node, 0});
  };
  for (std::uint32_t first = 0; first < nodes; ++first) {
    if (order[first] == Graph::none) enter(first);
    while (!frames.empty()) {
      if (++steps % steps_between_checks == 0) execution.check();
      Frame& frame = frames.back();
      const auto out = graph.out(frame.node);
      if (frame.next < out.size()) {
        const std::uint32_t to = out[frame.next++].node;
        if (order[to] == Graph::none)
          enter(to);
        else if (marks[to] == Graph::none)
          low[frame.node] = std::min(low[frame.node], order[to]);
        continue;
      }
      const std::uint32_t done = frame.node;
      frames.pop_back();
      if (!frames.empty()) low[frames.back().node] = std::min(low[frames.back().node], low[done]);
      if (low[done] != order[done]) continue;
      std::uint32_t member = Graph::none;
      do {
        member = open.back();
        open.pop_back();
        marks[member] = done;
      } while (member != done);
    }
  }
  return numbered(marks);
}

}  // namespace kelpie::executor
