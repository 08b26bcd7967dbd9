#pragma once

#include <cstdint>
#include <vector>

#include "executor/graphs/graph.hpp"

namespace kelpie::executor {

// The component of every node, numbered from 0 in the order of their first nodes. Both stop when the query is to.

/// Nodes of one component are connected, whatever the direction of the edges.
[[nodiscard]] std::vector<std::uint32_t> weak_components(const Graph& graph, const Execution& execution);
/// From every node of a component the edges lead to every other.
[[nodiscard]] std::vector<std::uint32_t> strong_components(const Graph& graph, const Execution& execution);

}  // namespace kelpie::executor
