#include "executor/operators/build.hpp"

namespace kelpie::executor {

namespace {

class ComputeColumns final : public BatchOperator {
 public:
  ComputeColumns(Evaluator evaluator, ProducerPtr input) : BatchOperator(std::move(input)), evaluator_(std::move(evaluator)) {}

 protected:
  bool process(Batch batch, Sink::Part& next) const override {
    return next.push(Batch{batch.rows, evaluator_.evaluate(batch), batch.sequence});
  }

 private:
  Evaluator evaluator_;
};

}  // namespace

ProducerPtr make_project(const Project& project, const PlanNode& node, ProducerPtr input, Execution& execution) {
  return std::make_unique<ComputeColumns>(execution.evaluator(project.expressions, node.inputs.front()->columns), std::move(input));
}

}  // namespace kelpie::executor
