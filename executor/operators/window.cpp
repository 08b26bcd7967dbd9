#include "executor/operators/build.hpp"
#include "executor/operators/relation.hpp"
#include "executor/operators/window_functions.hpp"

namespace kelpie::executor {

namespace {

class WindowColumns final : public Producer {
 public:
  WindowColumns(const Window& window, const PlanNode& node, ProducerPtr input, Execution& execution)
      : window_(window), node_(node), input_(std::move(input)), execution_(execution) {}

  void run(Sink& sink) override {
    CollectSink all;
    input_->run(all);
    std::vector<PlanColumn> layout = node_.inputs.front()->columns;
    Batch rows = concatenate(all.take(), layout);
    for (std::size_t i = 0; i < window_.calls.size(); ++i) {
      const WindowCall& call = window_.calls[i];
      const PlanColumn& column = node_.columns[node_.columns.size() - window_.calls.size() + i];
      rows.columns.push_back(window_column(call, column.type, rows, layout, {}, execution_));
      layout.push_back(column);
    }
    execution_.emit(split(rows, execution_.context().batch_rows), sink);
  }

 private:
  const Window& window_;
  const PlanNode& node_;
  ProducerPtr input_;
  Execution& execution_;
};

}  // namespace

ProducerPtr make_window(const Window& window, const PlanNode& node, ProducerPtr input, Execution& execution) {
  return std::make_unique<WindowColumns>(window, node, std::move(input), execution);
}

}  // namespace kelpie::executor
