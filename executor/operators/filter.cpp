#include "executor/operators/build.hpp"
#include "executor/operators/row_filter.hpp"

namespace kelpie::executor {

namespace {

class FilterRows final : public BatchOperator {
 public:
  FilterRows(RowFilter filter, ProducerPtr input) : BatchOperator(std::move(input)), filter_(std::move(filter)) {}

 protected:
  bool process(Batch batch, Sink::Part& next) const override {
    BatchReader rows(std::move(batch));
    filter_.narrow(rows);
    return rows.rows() == 0 || next.push(rows.take(filter_.output()));
  }

 private:
  RowFilter filter_;
};

}  // namespace

ProducerPtr make_filter(const Filter& filter, const PlanNode& node, ProducerPtr input, Execution& execution) {
  return std::make_unique<FilterRows>(RowFilter(filter, node, execution), std::move(input));
}

}  // namespace kelpie::executor
