#include "executor/operators/apply_sequences.hpp"

#include <numeric>

#include "executor/operators/sequences/step_matching.hpp"
#include "executor/operators/window_functions.hpp"

namespace kelpie::executor {

namespace {

class WindowStage final : public ApplyStage {
 public:
  WindowStage(const Window& window, const PlanNode& node, Execution& execution)
      : window_(window), node_(node), execution_(execution) {}
  [[nodiscard]] AppliedRows apply(AppliedRows rows) const override {
    std::vector<PlanColumn> layout = node_.inputs.front()->columns;
    for (std::size_t i = 0; i < window_.calls.size(); ++i) {
      const PlanColumn& column = node_.columns[node_.columns.size() - window_.calls.size() + i];
      rows.rows.columns.push_back(
          window_column(window_.calls[i], column.type, rows.rows, layout, rows.parents, execution_));
      layout.push_back(column);
    }
    return rows;
  }

 private:
  const Window& window_;
  const PlanNode& node_;
  Execution& execution_;
};

class MatchStage final : public ApplyStage {
 public:
  MatchStage(MatchSteps match, const PlanNode& node, Execution& execution)
      : match_(std::move(match)), node_(node), execution_(execution) {}
  [[nodiscard]] AppliedRows apply(AppliedRows rows) const override {
    std::vector<std::uint32_t> order(rows.rows.rows), begins;
    std::iota(order.begin(), order.end(), 0u);
    for (std::uint32_t row = 0; row < order.size(); ++row) {
      if (row == 0 || rows.parents[row] != rows.parents[row - 1]) begins.push_back(row);
    }
    begins.push_back(static_cast<std::uint32_t>(order.size()));
    StepMatching matching(match_, node_.inputs.front()->columns, execution_);
    MatchedRows matched = matching.run(rows.rows, order, begins, false);
    // Of the parts, which are only those parents that have rows, back to the parents.
    for (std::uint32_t& part : matched.parts) part = rows.parents[begins[part]];
    return {batch_of(matched, rows.rows, match_, node_), std::move(matched.parts), rows.first_parent, rows.end_parent};
  }

 private:
  MatchSteps match_;
  const PlanNode& node_;
  Execution& execution_;
};

}  // namespace

std::unique_ptr<ApplyStage> make_window_stage(const Window& window, const PlanNode& node, Execution& execution) {
  return std::make_unique<WindowStage>(window, node, execution);
}

std::unique_ptr<ApplyStage> make_compute_stage(const PlanNode& node, Execution& execution) {
  std::optional<MatchSteps> match = steps_of(node);
  // Where scan parts its rows itself, each parent is run alone.
  if (!match || !match->partition.empty()) return nullptr;
  return std::make_unique<MatchStage>(std::move(*match), node, execution);
}

}  // namespace kelpie::executor
