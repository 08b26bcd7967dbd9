#include "executor/operators/array_application.hpp"
#include "executor/operators/build.hpp"

namespace kelpie::executor {

namespace {

class ApplyRows final : public BatchOperator {
 public:
  ApplyRows(const ApplyToArrays& apply, const PlanNode& node, ProducerPtr input, Execution& execution)
      : BatchOperator(std::move(input)), application_(apply, node, execution) {}

 protected:
  bool process(Batch batch, Sink::Part& next) const override {
    return application_.run(batch, [&](AppliedRows rows) { return rows.rows.rows == 0 || next.push(std::move(rows.rows)); });
  }

 private:
  ArrayApplication application_;
};

}  // namespace

ProducerPtr make_apply(const ApplyToArrays& apply, const PlanNode& node, ProducerPtr input, Execution& execution) {
  return std::make_unique<ApplyRows>(apply, node, std::move(input), execution);
}

}  // namespace kelpie::executor
