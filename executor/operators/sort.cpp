#include <algorithm>
#include <limits>

#include "executor/error.hpp"
#include "executor/operators/build.hpp"
#include "executor/operators/relation.hpp"
#include "executor/operators/sort_keys.hpp"
#include "executor/operators/top_integers.hpp"

namespace kelpie::executor {

using tables::Vector;

namespace {

std::vector<ExpressionPtr> values_of(const std::vector<SortTerm>& terms) {
  std::vector<ExpressionPtr> values;
  for (const SortTerm& term : terms) values.push_back(term.value);
  return values;
}

/// Sorts everything; `limit` rows come out.
class SortRows final : public Producer {
 public:
  SortRows(const std::vector<SortTerm>& terms, const PlanNode& node, std::uint64_t limit, ProducerPtr input, Execution& execution)
      : terms_(terms), node_(node), limit_(limit), input_(std::move(input)), execution_(execution),
        values_(execution.evaluator(values_of(terms), node.inputs.front()->columns)) {}

  void run(Sink& sink) override {
    CollectSink all;
    input_->run(all);
    const std::vector<PlanColumn>& layout = node_.inputs.front()->columns;
    const Batch rows = concatenate(all.take(), layout);
    if (rows.rows == 0) return execution_.emit({}, sink);
    const std::vector<Vector> values = values_.evaluate(rows);
    std::vector<std::uint32_t> order = SortKeys(values, terms_).sorted();
    if (order.size() > limit_) order.resize(limit_);
    Batch sorted{order.size(), {}, 0};
    for (const std::size_t column : positions_of(layout, node_.columns)) sorted.columns.push_back(rows.columns[column].gather(order));
    execution_.emit(split(sorted, execution_.context().batch_rows), sink);
  }

 private:
  const std::vector<SortTerm>& terms_;
  const PlanNode& node_;
  std::uint64_t limit_;
  ProducerPtr input_;
  Execution& execution_;
  Evaluator values_;
};

}  // namespace

ProducerPtr make_sort(const Sort& sort, const PlanNode& node, ProducerPtr input, Execution& execution) {
  return std::make_unique<SortRows>(sort.terms, node, std::numeric_limits<std::uint64_t>::max(), std::move(input), execution);
}

ProducerPtr make_top(const Top& top, const PlanNode& node, ProducerPtr input, Execution& execution) {
  const tables::Value count = execution.constant(top.count);
  if (count.is_null() || count.as_integer() < 0) {
    throw QueryError("SEM0040", "The number of rows must be a number that is not negative.", top.count->span);
  }
  const auto rows = static_cast<std::uint64_t>(count.as_integer());
  const bool integers = top.terms.size() == 1 && tables::physical_of(top.terms.front().value->type) == tables::Physical::integer;
  if (integers && rows > 0 && rows <= most_top_integers) return make_top_integers(top.terms.front(), node, rows, std::move(input), execution);
  return std::make_unique<SortRows>(top.terms, node, rows, std::move(input), execution);
}

}  // namespace kelpie::executor
