#include "executor/graphs/pattern_walk.hpp"

#include <algorithm>
#include <stdexcept>

namespace kelpie::executor {

namespace {

constexpr std::uint64_t steps_between_checks = 1u << 16;
/// Matches and elements of matches that are handed on together.
constexpr std::size_t most_matches = 1u << 13;
constexpr std::size_t most_elements = 1u << 18;

}  // namespace

PatternWalk::PatternWalk(const Graph& graph, const Pattern& pattern, const PatternAdmission& admission,
                         Execution& execution)
    : graph_(graph),
      pattern_(pattern),
      admission_(admission),
      execution_(execution),
      bound_(pattern.nodes, Graph::none),
      paths_(pattern.steps.size()) {
  if (pattern.cycles != PatternCycles::all) used_.assign(graph.edges(), 0);
  if (pattern.cycles == PatternCycles::none) visited_.assign(graph.nodes(), 0);
  plan();
}

std::size_t PatternWalk::near_end(const Walk& walk) const {
  const PatternStep& step = pattern_.steps[walk.step];
  return walk.reversed ? step.to : step.from;
}

std::size_t PatternWalk::far_end(const Walk& walk) const {
  const PatternStep& step = pattern_.steps[walk.step];
  return walk.reversed ? step.from : step.to;
}

std::size_t PatternWalk::admitted(std::size_t node) const {
  const auto& elements = admission_.nodes[node];
  return elements.empty() ? graph_.nodes() : static_cast<std::size_t>(std::count(elements.begin(), elements.end(), 1));
}

void PatternWalk::plan() {
  std::size_t fewest = SIZE_MAX;
  for (std::size_t node = 0; node < pattern_.nodes; ++node) {
    if (const std::size_t count = admitted(node); count < fewest) {
      fewest = count;
      start_ = node;
    }
  }
  std::vector<bool> known(pattern_.nodes, false), done(pattern_.steps.size(), false);
  known[start_] = true;
  while (walks_.size() < pattern_.steps.size()) {
    // A step between known nodes only tells whether they are connected; else the first that begins at a known node.
    std::optional<std::size_t> next;
    for (std::size_t i = 0; i < pattern_.steps.size(); ++i) {
      const bool from = known[pattern_.steps[i].from], to = known[pattern_.steps[i].to];
      if (done[i] || (!from && !to)) continue;
      if (!next) next = i;
      if (from && to) {
        next = i;
        break;
      }
    }
    if (!next) throw std::logic_error("a pattern that is not connected");
    const PatternStep& step = pattern_.steps[*next];
    walks_.push_back({*next, !known[step.from], 0});
    known[step.from] = known[step.to] = done[*next] = true;
  }
  std::uint32_t rest = 0;
  for (auto walk = walks_.rbegin(); walk != walks_.rend(); ++walk) {
    walk->rest = rest;
    rest += pattern_.steps[walk->step].least;
  }
}

void PatternWalk::run(Matches& matches, const std::function<void()>& full, std::optional<std::uint32_t> length) {
  length_ = length;
  for (std::uint32_t node = 0; node < graph_.nodes(); ++node) {
    if (++steps_ % steps_between_checks == 0) execution_.check();
    if (!PatternAdmission::admits(admission_.nodes[start_], node)) continue;
    bound_[start_] = node;
    if (!visited_.empty()) visited_[node] = 1;
    walk_from(node, matches, full);
    if (!visited_.empty()) visited_[node] = 0;
    bound_[start_] = Graph::none;
  }
  if (matches.rows > 0) full();
}

void PatternWalk::walk_from(std::uint32_t node, Matches& matches, const std::function<void()>& full) {
  const auto found = [&] {
    emit(matches);
    if (matches.rows >= most_matches || matches.elements() >= most_elements) full();
  };
  if (walks_.empty()) {
    if (length_.value_or(0) == 0) found();
    return;
  }
  frames_.push_back({0, node});
  while (!frames_.empty()) {
    if (++steps_ % steps_between_checks == 0) execution_.check();
    Frame& frame = frames_.back();
    if (frame.state == Frame::State::entered) {
      frame.state = Frame::State::expanding;
      if (end_step(frame)) {
        if (frame.walk + 1 < walks_.size()) {
          frames_.push_back({frame.walk + 1, bound_[near_end(walks_[frame.walk + 1])], Graph::none, 0, frame.length});
          continue;
        }
        found();
      }
    }
    if (frame.state == Frame::State::bound) {  // back from what stands behind this step
      bound_[far_end(walks_[frame.walk])] = Graph::none;
      frame.state = Frame::State::expanding;
    }
    if (std::optional<Frame> next = go_on(frame)) {
      frames_.push_back(*next);
      continue;
    }
    leave(frames_.back());
    frames_.pop_back();
  }
}

bool PatternWalk::end_step(Frame& frame) {
  const Walk& walk = walks_[frame.walk];
  if (frame.hops < pattern_.steps[walk.step].least) return false;
  if (length_) {
    const bool last = frame.walk + 1 == walks_.size();
    if (last ? frame.length != *length_ : frame.length + walk.rest > *length_) return false;
  }
  const std::size_t end = far_end(walk);
  if (bound_[end] != Graph::none) return bound_[end] == frame.node;
  if (!PatternAdmission::admits(admission_.nodes[end], frame.node)) return false;
  bound_[end] = frame.node;
  frame.state = Frame::State::bound;
  return true;
}

std::optional<PatternWalk::Frame> PatternWalk::go_on(Frame& frame) {
  const Walk& walk = walks_[frame.walk];
  const PatternStep& step = pattern_.steps[walk.step];
  if (frame.hops >= step.most) return std::nullopt;
  if (length_ && frame.length + 1 + walk.rest > *length_) return std::nullopt;
  if (frame.hops > 0 && !PatternAdmission::admits(admission_.inner_nodes[walk.step], frame.node)) return std::nullopt;
  while (const std::optional<Graph::Hop> hop = next_hop(frame, step, walk.reversed)) {
    if (!PatternAdmission::admits(admission_.edges[walk.step], hop->edge)) continue;
    if (!used_.empty() && used_[hop->edge] != 0) continue;
    if (!visited_.empty() && visited_[hop->node] != 0) continue;
    if (!used_.empty()) used_[hop->edge] = 1;
    if (!visited_.empty()) visited_[hop->node] = 1;
    paths_[walk.step].push_back(*hop);
    longest_ = std::max(longest_, frame.length + 1);
    return Frame{frame.walk, hop->node, hop->edge, frame.hops + 1, frame.length + 1};
  }
  return std::nullopt;
}

std::optional<Graph::Hop> PatternWalk::next_hop(Frame& frame, const PatternStep& step, bool reversed) const {
  const auto out = graph_.out(frame.node), in = graph_.in(frame.node);
  const bool along = step.direction == StepDirection::any || (step.direction == StepDirection::right) != reversed;
  const bool against = step.direction == StepDirection::any || !along;
  const std::size_t forward = along ? out.size() : 0;
  while (frame.next < forward + (against ? in.size() : 0)) {
    const std::uint32_t at = frame.next++;
    if (at < forward) return out[at];
    // An edge from a node to itself is one edge, also where any direction will do.
    if (along && in[at - forward].node == frame.node) continue;
    return in[at - forward];
  }
  return std::nullopt;
}

void PatternWalk::leave(const Frame& frame) {
  if (frame.edge == Graph::none) return;
  if (!used_.empty()) used_[frame.edge] = 0;
  if (!visited_.empty()) visited_[frame.node] = 0;
  paths_[walks_[frame.walk].step].pop_back();
}

void PatternWalk::emit(Matches& matches) {
  ++matches.rows;
  for (std::size_t node = 0; node < pattern_.nodes; ++node) matches.nodes[node].push_back(bound_[node]);
  for (const Walk& walk : walks_) {
    std::vector<Graph::Hop>& path = paths_[walk.step];
    ElementRuns& edges = matches.edges[walk.step];
    ElementRuns& inner = matches.inner_nodes[walk.step];
    for (std::size_t i = 0; i < path.size(); ++i) {
      const std::size_t at = walk.reversed ? path.size() - 1 - i : i;
      edges.elements.push_back(path[at].edge);
      if (i > 0) inner.elements.push_back(path[walk.reversed ? at : at - 1].node);
    }
    edges.close();
    inner.close();
  }
}

}  // namespace kelpie::executor
