#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "executor/graphs/pattern.hpp"

namespace kelpie::executor {

/// Lists of elements, one a match.
struct ElementRuns {
  std::vector<std::uint32_t> elements;
  std::vector<std::uint32_t> ends;  // of a match's among them

  [[nodiscard]] std::uint32_t begin(std::size_t match) const { return match == 0 ? 0 : ends[match - 1]; }
  [[nodiscard]] std::span<const std::uint32_t> of(std::size_t match) const {
    return std::span(elements).subspan(begin(match), ends[match] - begin(match));
  }
  void close() { ends.push_back(static_cast<std::uint32_t>(elements.size())); }
};

/// Matches of a pattern, as numbers of the graph's nodes and edges.
struct Matches {
  explicit Matches(const Pattern& pattern)
      : nodes(pattern.nodes), edges(pattern.steps.size()), inner_nodes(pattern.steps.size()) {}

  std::size_t rows = 0;
  std::vector<std::vector<std::uint32_t>> nodes;  // a node of the pattern: one number a match
  std::vector<ElementRuns> edges;                 // an edge of the pattern, from left to right
  std::vector<ElementRuns> inner_nodes;           // between its edges

  void clear();
  /// Keeps these matches, in this order.
  void keep(std::span<const std::uint32_t> matches);
  /// Elements of all matches: what they need of memory.
  [[nodiscard]] std::size_t elements() const;
};

}  // namespace kelpie::executor
