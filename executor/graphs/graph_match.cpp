#include <unordered_map>

#include "executor/error.hpp"
#include "executor/graphs/match_rows.hpp"
#include "executor/graphs/pattern_walk.hpp"
#include "executor/graphs/shortest_paths.hpp"
#include "executor/operators/relation.hpp"

namespace kelpie::executor {

namespace {

using tables::Vector;
using Paths = MatchDescription::Paths;
using Result = MatchDescription::Result;

/// Takes matches in and makes the result of them.
class Collected {
 public:
  Collected(const MatchDescription& description, const MatchRows& rows, const Graph& graph, Execution& execution)
      : description_(description),
        rows_(rows),
        execution_(execution),
        marks_(description.result == Result::rows    ? 0
               : description.result == Result::nodes ? graph.nodes()
                                                     : graph.edges(),
               0) {}
  ~Collected() { execution_.account(-accounted_); }
  Collected(const Collected&) = delete;
  Collected& operator=(const Collected&) = delete;

  void add(const Matches& matches) {
    if (matches.rows == 0) return;
    if (description_.result != Result::rows) return mark(matches);
    const auto bytes = static_cast<std::int64_t>(matches.elements() * 2 * sizeof(std::uint32_t) +
                                                 matches.rows * description_.outputs.size() * 16);
    execution_.account(bytes);
    accounted_ += bytes;
    made_.push_back(rows_.project(matches));
  }

  [[nodiscard]] Batch take(std::span<const Batch> inputs, const std::vector<PlanColumn>& columns) {
    if (description_.result == Result::rows) return concatenate(made_, columns);
    std::vector<std::uint32_t> kept;
    for (std::uint32_t element = 0; element < marks_.size(); ++element) {
      if (marks_[element] != 0) kept.push_back(element);
    }
    Batch result{kept.size(), {}, 0};
    for (const Vector& column : inputs[description_.result == Result::nodes ? 0 : 1].columns)
      result.columns.push_back(column.gather(kept));
    return result;
  }

 private:
  void mark(const Matches& matches) {
    const auto all = [this](const std::vector<std::uint32_t>& elements) {
      for (const std::uint32_t element : elements) marks_[element] = 1;
    };
    if (description_.result == Result::nodes) {
      for (const auto& list : matches.nodes) all(list);
    }
    for (const ElementRuns& runs : description_.result == Result::nodes ? matches.inner_nodes : matches.edges)
      all(runs.elements);
  }

  const MatchDescription& description_;
  const MatchRows& rows_;
  Execution& execution_;
  std::vector<std::uint8_t> marks_;
  Batches made_;
  std::int64_t accounted_ = 0;
};

/// The shortest matches between pairs of nodes, of which the shorter ones come first.
class ShortestPairs {
 public:
  ShortestPairs(const Pattern& pattern, bool all)
      : first_(pattern.steps.front().from), last_(pattern.steps.back().to), all_(all) {}

  void keep_shortest(Matches& matches, std::uint32_t length) {
    std::vector<std::uint32_t> kept;
    for (std::uint32_t match = 0; match < matches.rows; ++match) {
      const std::uint64_t pair = std::uint64_t{matches.nodes[first_][match]} << 32 | matches.nodes[last_][match];
      const auto [found, added] = lengths_.emplace(pair, length);
      if (added || (all_ && found->second == length)) kept.push_back(match);
    }
    matches.keep(kept);
  }

 private:
  std::size_t first_, last_;
  bool all_;
  std::unordered_map<std::uint64_t, std::uint32_t> lengths_;
};

class GraphMatch final : public RowsFunction {
 public:
  explicit GraphMatch(MatchDescription description) : description_(std::move(description)) {}

  [[nodiscard]] std::string describe() const override {
    const std::string name = description_.paths == Paths::every          ? "graph_match"
                             : description_.paths == Paths::any_shortest ? "graph_shortest_paths"
                                                                         : "graph_all_shortest_paths";
    return name + "(" + std::to_string(description_.pattern.nodes) + " nodes, " +
           std::to_string(description_.pattern.steps.size()) + " edges)";
  }

  [[nodiscard]] Batch run(std::span<const Batch> inputs, const PlanNode& node, Execution& execution) const override {
    const Graph graph(inputs[0], inputs[1], description_.keys, execution);
    const MatchRows rows(description_, node, inputs[0], inputs[1], execution);
    const PatternAdmission admission = rows.admission();
    Collected collected(description_, rows, graph, execution);
    Matches matches(description_.pattern);
    const auto filter = [&] {
      execution.check();
      execution.count_intermediate(matches.rows);
      rows.filter(matches);
    };
    const std::function<void()> full = [&] {
      filter();
      collected.add(matches);
      matches.clear();
    };
    if (description_.paths == Paths::every) {
      PatternWalk(graph, description_.pattern, admission, execution).run(matches, full);
    } else if (const bool all = description_.paths == Paths::all_shortest;
               is_plain_path(description_.pattern) && !rows.has_conditions()) {
      breadth_first_paths(graph, description_.pattern, admission, all, execution, matches, full);
    } else {
      // What a whole path must fulfil can only be told of whole paths: all those of one length, then all that are
      // longer by one.
      ShortestPairs shortest(description_.pattern, all);
      std::uint32_t least = 0, most = 0;
      for (const PatternStep& step : description_.pattern.steps) {
        least += step.least;
        most += step.most;
      }
      PatternWalk walk(graph, description_.pattern, admission, execution);
      for (std::uint32_t length = least; length <= most; ++length) {
        walk.run(
            matches,
            [&] {
              filter();
              shortest.keep_shortest(matches, length);
              collected.add(matches);
              matches.clear();
            },
            length);
        if (walk.longest() + least < length) break;  // nothing is that long
      }
    }
    return collected.take(inputs, node.columns);
  }

 private:
  MatchDescription description_;
};

}  // namespace

std::shared_ptr<const RowsFunction> make_graph_match(MatchDescription description) {
  return std::make_shared<GraphMatch>(std::move(description));
}

}  // namespace kelpie::executor
