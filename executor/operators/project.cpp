#include "executor/operators/build.hpp"

namespace kelpie::executor {

namespace {

class ComputeColumns final : public BatchOperator {
 public:
  ComputeColumns(Evaluator evaluator, std::vector<std::optional<std::size_t>> passed, ProducerPtr input)
      : BatchOperator(std::move(input)), evaluator_(std::move(evaluator)), passed_(std::move(passed)) {}

 protected:
  bool process(Batch batch, Sink::Part& next) const override {
    return next.push(Batch{batch.rows, evaluator_.evaluate(batch), batch.sequence});
  }
  [[nodiscard]] bool keeps_rows() const override { return true; }
  [[nodiscard]] std::optional<std::size_t> passed(std::size_t column) const override { return passed_[column]; }

 private:
  Evaluator evaluator_;
  std::vector<std::optional<std::size_t>> passed_;
};

}  // namespace

ProducerPtr make_project(const Project& project, const PlanNode& node, ProducerPtr input, Execution& execution) {
  const std::vector<PlanColumn>& layout = node.inputs.front()->columns;
  std::vector<std::optional<std::size_t>> passed;
  for (const ExpressionPtr& expression : project.expressions) {
    const auto* column = std::get_if<ColumnReference>(&expression->node);
    passed.push_back(column == nullptr ? std::nullopt : position_of(layout, column->id));
  }
  return std::make_unique<ComputeColumns>(execution.evaluator(project.expressions, layout), std::move(passed), std::move(input));
}

}  // namespace kelpie::executor
