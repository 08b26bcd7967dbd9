#include <numeric>

#include "executor/operators/build.hpp"
#include "executor/operators/selection.hpp"

namespace kelpie::executor {

namespace {

/// Takes `a and b and c` apart.
void add_conjuncts(const ExpressionPtr& expression, std::vector<ExpressionPtr>& conjuncts) {
  const auto* call = std::get_if<FunctionCall>(&expression->node);
  if (call != nullptr && call->function->name == "and") {
    for (const ExpressionPtr& argument : call->arguments) add_conjuncts(argument, conjuncts);
  } else {
    conjuncts.push_back(expression);
  }
}

/// One conjunct after the other narrows a byte mask; when few rows are left, the columns still needed are gathered and the rest of the
/// conjuncts see only those rows.
class FilterRows final : public BatchOperator {
 public:
  FilterRows(std::vector<Evaluator> conjuncts, std::vector<std::size_t> output, ProducerPtr input)
      : BatchOperator(std::move(input)), conjuncts_(std::move(conjuncts)), output_(std::move(output)) {}

 protected:
  bool process(Batch batch, Sink::Part& next) const override {
    std::vector<std::uint8_t> mask(batch.rows);
    std::vector<std::uint32_t> rows;
    bool masked = false;
    for (std::size_t i = 0; i < conjuncts_.size(); ++i) {
      const tables::Vector predicate = conjuncts_[i].evaluate(batch, 0);
      if (masked) and_mask(predicate, mask.data());
      else write_mask(predicate, mask.data());
      masked = true;
      if (i + 1 == conjuncts_.size()) break;
      const std::size_t left = std::accumulate(mask.begin(), mask.begin() + static_cast<std::ptrdiff_t>(batch.rows), std::size_t{0});
      if (left == 0) return true;
      if (left * narrow < batch.rows) {
        rows_of(mask.data(), batch.rows, rows);
        batch = gather(batch, rows);
        masked = false;
      }
    }
    rows_of(mask.data(), batch.rows, rows);
    if (rows.empty()) return true;
    Batch result{rows.size(), {}, batch.sequence};
    result.columns.reserve(output_.size());
    const bool all = rows.size() == batch.rows;
    for (const std::size_t column : output_) result.columns.push_back(all ? batch.columns[column] : batch.columns[column].gather(rows));
    return next.push(std::move(result));
  }

 private:
  static constexpr std::size_t narrow = 8;  // gather when fewer than one row in so many is left
  std::vector<Evaluator> conjuncts_;
  std::vector<std::size_t> output_;
};

}  // namespace

ProducerPtr make_filter(const Filter& filter, const PlanNode& node, ProducerPtr input, Execution& execution) {
  const std::vector<PlanColumn>& layout = node.inputs.front()->columns;
  std::vector<ExpressionPtr> conjuncts;
  for (const ExpressionPtr& conjunct : filter.conjuncts) add_conjuncts(conjunct, conjuncts);
  std::vector<Evaluator> evaluators;
  for (const ExpressionPtr& conjunct : conjuncts) evaluators.push_back(execution.evaluator(std::span(&conjunct, 1), layout));
  std::vector<std::size_t> output;
  for (const PlanColumn& column : node.columns) output.push_back(position_of(layout, column.id).value());
  return std::make_unique<FilterRows>(std::move(evaluators), std::move(output), std::move(input));
}

}  // namespace kelpie::executor
