#include "executor/operators/sequences/scan_steps.hpp"

#include <set>

#include "executor/operators/execution.hpp"
#include "executor/operators/key_parts.hpp"
#include "executor/operators/sequences/step_matching.hpp"

namespace kelpie::executor {

namespace {

/// Calls f for every expression, in the order in which they stand in the plan.
template <typename F>
void for_each_place(MatchSteps& match, F f) {
  for (ExpressionPtr& key : match.partition) f(key);
  for (MatchSteps::Step& step : match.steps) {
    f(step.condition);
    for (MatchSteps::Assignment& assignment : step.assignments) f(assignment.value);
  }
}

class ScanSteps final : public RowsFunction {
 public:
  explicit ScanSteps(MatchSteps match) : match_(std::move(match)) {}

  [[nodiscard]] const MatchSteps& match() const { return match_; }
  [[nodiscard]] std::string describe() const override {
    std::string text = "scan";
    for (const MatchSteps::Step& step : match_.steps) text += (&step == match_.steps.data() ? " " : ", ") + step.name;
    return text;
  }
  [[nodiscard]] std::optional<std::vector<ColumnId>> reads() const override {
    std::vector<ColumnId> columns;
    for (const MatchSteps::StateColumn& state : match_.state) {
      if (!position_of(match_.declared, state.column)) columns.push_back(state.column);
    }
    return columns;
  }
  [[nodiscard]] Batch run(std::span<const Batch> inputs, const PlanNode& node, Execution& execution) const override {
    const Batch& rows = inputs.front();
    const std::vector<PlanColumn>& layout = node.inputs.front()->columns;
    const MatchSteps match = steps_of(node).value();
    const KeyParts parts = parts_by_key(execution.evaluator(match.partition, layout).evaluate(rows), rows.rows);
    StepMatching matching(match, layout, execution);
    return batch_of(matching.run(rows, parts.rows, parts.begins, true), rows, match, node);
  }

 private:
  MatchSteps match_;  // without expressions
};

}  // namespace

ComputeRows scan_steps(MatchSteps match) {
  ComputeRows compute;
  for_each_place(match, [&](ExpressionPtr& expression) { compute.expressions.push_back(std::move(expression)); });
  std::set<ColumnId> read;
  for (const ExpressionPtr& expression : compute.expressions) {
    for_each_column(*expression, [&](const ColumnReference& column) { read.insert(column.id); });
  }
  std::erase_if(match.state, [&](const MatchSteps::StateColumn& column) { return !read.contains(column.id); });
  compute.function = std::make_shared<ScanSteps>(std::move(match));
  return compute;
}

std::optional<MatchSteps> steps_of(const PlanNode& node) {
  const auto* compute = std::get_if<ComputeRows>(&node.op);
  const auto* scan = compute == nullptr ? nullptr : dynamic_cast<const ScanSteps*>(compute->function.get());
  if (scan == nullptr) return std::nullopt;
  MatchSteps match = scan->match();
  std::size_t place = 0;
  for_each_place(match, [&](ExpressionPtr& expression) { expression = compute->expressions[place++]; });
  return match;
}

}  // namespace kelpie::executor
