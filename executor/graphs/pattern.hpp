#pragma once

#include <cstdint>
#include <vector>

namespace kelpie::executor {

/// Where an edge of a pattern leads, as it is written from left to right.
enum class StepDirection { any, right, left };

/// An edge of a pattern, or several in a row.
struct PatternStep {
  std::size_t from = 0;  // the node on its left
  std::size_t to = 0;
  StepDirection direction = StepDirection::any;
  bool variable = false;  // -[*least..most]-
  std::uint32_t least = 1;
  std::uint32_t most = 1;
};

/// Which edges and nodes may come again in a match.
enum class PatternCycles {
  all,           // every one
  unique_edges,  // no edge
  none,          // no edge and no node: what matches is a tree
};

/// What is looked for in a graph: nodes with edges between them, all connected.
struct Pattern {
  std::size_t nodes = 0;
  std::vector<PatternStep> steps;
  PatternCycles cycles = PatternCycles::unique_edges;
};

/// Which elements of the graph may stand for which of the pattern: a byte an element, none: all of them.
struct PatternAdmission {
  using Elements = std::vector<std::uint8_t>;
  std::vector<Elements> nodes;        // a node of the pattern
  std::vector<Elements> edges;        // an edge of the pattern: each of the row
  std::vector<Elements> inner_nodes;  // between the edges of a row

  explicit PatternAdmission(const Pattern& pattern)
      : nodes(pattern.nodes), edges(pattern.steps.size()), inner_nodes(pattern.steps.size()) {}
  [[nodiscard]] static bool admits(const Elements& elements, std::uint32_t element) {
    return elements.empty() || elements[element] != 0;
  }
};

}  // namespace kelpie::executor
