#include "executor/operators/build.hpp"
#include "executor/operators/relation.hpp"

namespace kelpie::executor {

namespace {

class ComputedRows final : public Producer {
 public:
  ComputedRows(const ComputeRows& compute, const PlanNode& node, std::vector<ProducerPtr> inputs, Execution& execution)
      : compute_(compute), node_(node), inputs_(std::move(inputs)), execution_(execution) {}

  void run(Sink& sink) override {
    std::vector<Batch> relations;
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      CollectSink all;
      inputs_[i]->run(all);
      relations.push_back(concatenate(all.take(), node_.inputs[i]->columns));
    }
    execution_.check();
    const Batch rows = compute_.function->run(relations, node_, execution_);
    execution_.emit(split(rows, execution_.context().batch_rows), sink);
  }

 private:
  const ComputeRows& compute_;
  const PlanNode& node_;
  std::vector<ProducerPtr> inputs_;
  Execution& execution_;
};

}  // namespace

ProducerPtr make_compute(const ComputeRows& compute, const PlanNode& node, std::vector<ProducerPtr> inputs, Execution& execution) {
  return std::make_unique<ComputedRows>(compute, node, std::move(inputs), execution);
}

}  // namespace kelpie::executor
