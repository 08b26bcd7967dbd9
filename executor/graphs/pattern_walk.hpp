#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "executor/graphs/graph.hpp"
#include "executor/graphs/matches.hpp"

namespace kelpie::executor {

/// Finds the matches of a pattern by walking along the graph's edges, from the node of the pattern for which fewest
/// nodes may stand. Nothing recurses. One walk at a time.
class PatternWalk {
 public:
  PatternWalk(const Graph& graph, const Pattern& pattern, const PatternAdmission& admission, Execution& execution);

  /// Puts all matches into `matches`, calling `full` whenever there are many, and once in the end; `full` takes them
  /// out. Where `length` is given, only matches with that many edges in all. Stops when the query is to.
  void run(Matches& matches, const std::function<void()>& full, std::optional<std::uint32_t> length = {});
  /// The most edges that were walked in a row so far, whether they became a match or not.
  [[nodiscard]] std::uint32_t longest() const { return longest_; }

 private:
  /// A step in the direction in which it is walked.
  struct Walk {
    std::size_t step = 0;
    bool reversed = false;
    std::uint32_t rest = 0;  // the fewest edges that the walks behind it need
  };
  /// At a node after some edges of a step.
  struct Frame {
    std::size_t walk = 0;
    std::uint32_t node = Graph::none;
    std::uint32_t edge = Graph::none;  // that led here; none: the step begins here
    std::uint32_t hops = 0;            // of the step
    std::uint32_t length = 0;          // of all steps
    std::uint32_t next = 0;            // of the node's edges
    enum class State { entered, bound, expanding } state = State::entered;
  };

  void plan();
  [[nodiscard]] std::size_t admitted(std::size_t node) const;
  void walk_from(std::uint32_t node, Matches& matches, const std::function<void()>& full);
  /// Whether the step may end here; binds the node at its end.
  bool end_step(Frame& frame);
  /// The next frame along an edge that may be taken.
  [[nodiscard]] std::optional<Frame> go_on(Frame& frame);
  [[nodiscard]] std::optional<Graph::Hop> next_hop(Frame& frame, const PatternStep& step, bool reversed) const;
  void leave(const Frame& frame);
  void emit(Matches& matches);
  [[nodiscard]] std::size_t near_end(const Walk& walk) const;
  [[nodiscard]] std::size_t far_end(const Walk& walk) const;

  const Graph& graph_;
  const Pattern& pattern_;
  const PatternAdmission& admission_;
  Execution& execution_;
  std::size_t start_ = 0;
  std::vector<Walk> walks_;
  std::optional<std::uint32_t> length_;

  std::vector<Frame> frames_;
  std::vector<std::uint32_t> bound_;            // a node of the pattern
  std::vector<std::uint8_t> used_;              // an edge of the graph
  std::vector<std::uint8_t> visited_;           // a node of the graph
  std::vector<std::vector<Graph::Hop>> paths_;  // a step, as it was walked: the edges with the nodes they led to
  std::uint64_t steps_ = 0;
  std::uint32_t longest_ = 0;
};

}  // namespace kelpie::executor
