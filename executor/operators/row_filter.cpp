#include "executor/operators/row_filter.hpp"

#include <algorithm>
#include <numeric>

#include "executor/aggregates/byte_count.hpp"
#include "executor/operators/relation.hpp"
#include "executor/operators/selection.hpp"

namespace kelpie::executor {

namespace {

constexpr std::size_t narrow_to = 8;  // rows are taken out when fewer than one in so many is left

}  // namespace

RowFilter::RowFilter(const Filter& filter, const PlanNode& node, Execution& execution) {
  const std::vector<PlanColumn>& layout = node.inputs.front()->columns;
  std::vector<ExpressionPtr> expressions;
  for (const ExpressionPtr& conjunct : filter.conjuncts) add_conjuncts(conjunct, expressions);
  for (const ExpressionPtr& expression : expressions) {
    Conjunct conjunct{execution.evaluator(std::span(&expression, 1), layout), {}};
    for_each_column(*expression, [&](const ColumnReference& column) {
      const std::size_t position = position_of(layout, column.id).value();
      if (std::find(conjunct.columns.begin(), conjunct.columns.end(), position) == conjunct.columns.end())
        conjunct.columns.push_back(position);
    });
    conjuncts_.push_back(std::move(conjunct));
  }
  output_ = positions_of(layout, node.columns);
  wanted_.resize(layout.size());
  for (const std::size_t column : output_) wanted_[column] = 1;
  std::vector<std::uint8_t> wanted = wanted_;
  for (auto conjunct = conjuncts_.rbegin(); conjunct != conjuncts_.rend(); ++conjunct) {
    conjunct->wanted = wanted;
    for (const std::size_t column : conjunct->columns) wanted[column] = 1;
  }
}

void RowFilter::narrow(BatchReader& rows, std::size_t limit) const {
  std::vector<std::uint8_t> mask;
  std::vector<std::uint32_t> chosen;
  bool masked = false;  // the mask says which of the rows left are still in
  for (const Conjunct& conjunct : conjuncts_) {
    const tables::Vector predicate = conjunct.evaluator.evaluate(rows.with(conjunct.columns), 0);
    if (predicate.is_constant()) {
      if (!holds(predicate)) return rows.narrow({}, conjunct.wanted);
      continue;
    }
    const bool last = &conjunct == &conjuncts_.back();
    if (last && !masked && rows_without_mask(predicate, chosen)) {
      rows.narrow(chosen, conjunct.wanted);
      break;
    }
    if (masked) {
      and_mask(predicate, mask.data());
    } else {
      mask.resize(rows.rows());
      write_mask(predicate, mask.data());
    }
    masked = true;
    if (const std::size_t left = last ? 0 : count_ones(mask.data(), rows.rows());
        last || left * narrow_to < rows.rows()) {
      rows_of(mask.data(), rows.rows(), chosen);
      rows.narrow(chosen, conjunct.wanted);
      masked = false;
      if (rows.rows() == 0) return;
    }
  }
  if (masked) {  // the last conjunct was true of all rows
    rows_of(mask.data(), rows.rows(), chosen);
    rows.narrow(chosen, wanted_);
  }
  if (rows.rows() > limit) {
    chosen.resize(limit);
    std::iota(chosen.begin(), chosen.end(), 0u);
    rows.narrow(chosen, wanted_);
  }
}

}  // namespace kelpie::executor
