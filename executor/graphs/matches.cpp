#include "executor/graphs/matches.hpp"

namespace kelpie::executor {

namespace {

void keep_runs(ElementRuns& runs, std::span<const std::uint32_t> matches) {
  ElementRuns kept;
  kept.ends.reserve(matches.size());
  for (const std::uint32_t match : matches) {
    const auto elements = runs.of(match);
    kept.elements.insert(kept.elements.end(), elements.begin(), elements.end());
    kept.close();
  }
  runs = std::move(kept);
}

}  // namespace

void Matches::clear() {
  rows = 0;
  for (auto& list : nodes) list.clear();
  for (auto* lists : {&edges, &inner_nodes}) {
    for (ElementRuns& runs : *lists) {
      runs.elements.clear();
      runs.ends.clear();
    }
  }
}

void Matches::keep(std::span<const std::uint32_t> matches) {
  if (matches.size() == rows) return;
  for (auto& list : nodes) {
    std::vector<std::uint32_t> kept;
    kept.reserve(matches.size());
    for (const std::uint32_t match : matches) kept.push_back(list[match]);
    list = std::move(kept);
  }
  for (ElementRuns& runs : edges) keep_runs(runs, matches);
  for (ElementRuns& runs : inner_nodes) keep_runs(runs, matches);
  rows = matches.size();
}

std::size_t Matches::elements() const {
  std::size_t sum = rows * nodes.size();
  for (const ElementRuns& runs : edges) sum += 2 * runs.elements.size();
  return sum;
}

}  // namespace kelpie::executor
