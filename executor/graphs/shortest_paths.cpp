#include "executor/graphs/shortest_paths.hpp"

#include <algorithm>
#include <array>

namespace kelpie::executor {

namespace {

constexpr std::uint64_t steps_between_checks = 1u << 14;
constexpr std::size_t most_elements = 1u << 18;

/// The paths from one node after the other.
class BreadthFirst {
 public:
  BreadthFirst(const Graph& graph, const PatternStep& step, const PatternAdmission& admission, bool all,
               Execution& execution, Matches& matches, const std::function<void()>& full)
      : graph_(graph),
        step_(step),
        admission_(admission),
        all_(all),
        execution_(execution),
        matches_(matches),
        full_(full),
        depth_(graph.nodes(), unmet),
        parents_(graph.nodes()) {}

  void run() {
    for (std::uint32_t node = 0; node < graph_.nodes(); ++node) {
      check();
      if (PatternAdmission::admits(admission_.nodes[step_.from], node)) from(node);
    }
    if (matches_.rows > 0) full_();
  }

 private:
  static constexpr std::uint32_t unmet = UINT32_MAX;

  void check() {
    if (++steps_ % steps_between_checks == 0) execution_.check();
  }

  void from(std::uint32_t source) {
    met_.assign(1, source);
    depth_[source] = 0;
    for (std::size_t at = 0; at < met_.size(); ++at) {
      const std::uint32_t node = met_[at];
      const bool inner = at == 0 || PatternAdmission::admits(admission_.inner_nodes.front(), node);
      if (depth_[node] < step_.most && inner) expand(node);
    }
    for (const std::uint32_t node : met_) {
      if (depth_[node] >= step_.least && PatternAdmission::admits(admission_.nodes[step_.to], node)) emit(source, node);
    }
    for (const std::uint32_t node : met_) {
      depth_[node] = unmet;
      parents_[node].clear();
    }
  }

  void expand(std::uint32_t node) {
    const bool along = step_.direction != StepDirection::left, against = step_.direction != StepDirection::right;
    if (along) {
      for (const Graph::Hop& hop : graph_.out(node)) meet(node, hop);
    }
    if (against) {
      for (const Graph::Hop& hop : graph_.in(node)) meet(node, hop);
    }
  }

  void meet(std::uint32_t node, const Graph::Hop& hop) {
    check();
    if (!PatternAdmission::admits(admission_.edges.front(), hop.edge)) return;
    std::uint32_t& depth = depth_[hop.node];
    if (depth == unmet) {
      depth = depth_[node] + 1;
      met_.push_back(hop.node);
    } else if (!all_ || depth != depth_[node] + 1) {
      return;
    }
    parents_[hop.node].push_back({hop.edge, node});
  }

  /// Goes back from the target along the parents, in every way that there is.
  void emit(std::uint32_t source, std::uint32_t target) {
    choices_.assign(1, {target, 0});
    back_.clear();
    while (!choices_.empty()) {
      check();
      auto& [node, next] = choices_.back();
      if (node == source) {
        put(source, target);
      } else if (next < parents_[node].size()) {
        const Graph::Hop parent = parents_[node][next++];
        back_.push_back(parent);
        choices_.push_back({parent.node, 0});
        continue;
      }
      choices_.pop_back();
      if (!back_.empty()) back_.pop_back();
    }
  }

  void put(std::uint32_t source, std::uint32_t target) {
    ++matches_.rows;
    matches_.nodes[step_.from].push_back(source);
    matches_.nodes[step_.to].push_back(target);
    ElementRuns& edges = matches_.edges.front();
    ElementRuns& inner = matches_.inner_nodes.front();
    for (std::size_t i = back_.size(); i-- > 0;) {
      edges.elements.push_back(back_[i].edge);
      if (i + 1 < back_.size()) inner.elements.push_back(back_[i].node);
    }
    edges.close();
    inner.close();
    if (matches_.elements() >= most_elements) full_();
  }

  const Graph& graph_;
  const PatternStep& step_;
  const PatternAdmission& admission_;
  bool all_;
  Execution& execution_;
  Matches& matches_;
  const std::function<void()>& full_;
  std::vector<std::uint32_t> depth_;              // of a node, from the source
  std::vector<std::vector<Graph::Hop>> parents_;  // the edges that led to a node, with the nodes they come from
  std::vector<std::uint32_t> met_;
  std::vector<std::pair<std::uint32_t, std::size_t>>
      choices_;  // nodes on the way back, and how many of their parents were tried
  std::vector<Graph::Hop> back_;
  std::uint64_t steps_ = 0;
};

}  // namespace

bool is_plain_path(const Pattern& pattern) {
  return pattern.steps.size() == 1 && pattern.nodes == 2 && pattern.steps.front().least <= 1;
}

void breadth_first_paths(const Graph& graph, const Pattern& pattern, const PatternAdmission& admission, bool all,
                         Execution& execution, Matches& matches, const std::function<void()>& full) {
  const auto memory = static_cast<std::int64_t>(
      graph.nodes() * (sizeof(std::uint32_t) + sizeof(std::vector<Graph::Hop>)) + graph.edges() * sizeof(Graph::Hop));
  struct Accounted {
    Execution& execution;
    std::int64_t bytes;
    Accounted(Execution& e, std::int64_t b) : execution(e), bytes(b) { execution.account(bytes); }
    ~Accounted() { execution.account(-bytes); }
    Accounted(const Accounted&) = delete;
    Accounted& operator=(const Accounted&) = delete;
  } const accounted(execution, memory);
  BreadthFirst(graph, pattern.steps.front(), admission, all, execution, matches, full).run();
}

}  // namespace kelpie::executor
