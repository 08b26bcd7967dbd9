#include <algorithm>

#include "executor/operators/apply_stages.hpp"
#include "executor/operators/array_expansion.hpp"
#include "executor/operators/build.hpp"
#include "executor/operators/relation.hpp"

namespace kelpie::executor {

using tables::Vector;

namespace {

/// mv-apply. Most sub-plans run over the elements of a whole batch at once; others once for every row.
class ApplyRows final : public BatchOperator {
 public:
  ApplyRows(const ApplyToArrays& apply, const PlanNode& node, ProducerPtr input, Execution& execution)
      : BatchOperator(std::move(input)),
        apply_(apply),
        node_(node),
        outer_(node.inputs.front()->columns),
        execution_(execution),
        expansion_(apply.expand, outer_, execution),
        stages_(make_apply_stages(apply.subplan, execution)) {}

 protected:
  bool process(Batch batch, Sink::Part& next) const override {
    ArrayExpansion::Pieces pieces = expansion_.pieces(batch);
    ExpandedRows piece;
    while (pieces.next(piece)) {
      AppliedRows rows{{piece.rows, {}, batch.sequence}, std::move(piece.parents), piece.first_parent, piece.end_parent};
      for (const PlanColumn& column : apply_.expanded_columns) rows.rows.columns.push_back(expanded(column.id, batch, piece, rows.parents));
      if (stages_) {
        for (const auto& stage : *stages_) rows = stage->apply(std::move(rows));
      } else {
        rows = run_each(rows);
      }
      if (rows.rows.rows == 0) continue;
      Batch result{rows.rows.rows, {}, batch.sequence};
      for (const PlanColumn& column : node_.columns) {
        if (const auto passed = position_of(outer_, column.id)) result.columns.push_back(batch.columns[*passed].gather(rows.parents));
        else result.columns.push_back(rows.rows.columns[position_of(apply_.subplan->columns, column.id).value()]);
      }
      if (!next.push(std::move(result))) return false;
    }
    return true;
  }

 private:
  [[nodiscard]] Vector expanded(ColumnId id, const Batch& batch, const ExpandedRows& piece, const std::vector<std::uint32_t>& parents) const {
    for (std::size_t i = 0; i < apply_.expand.items.size(); ++i) {
      if (apply_.expand.items[i].column == id) return piece.items[i];
    }
    if (apply_.expand.item_index == id) return piece.index;
    return batch.columns[position_of(outer_, id).value()].gather(parents);
  }

  [[nodiscard]] AppliedRows run_each(const AppliedRows& rows) const {
    AppliedRows result{{0, {}, rows.rows.sequence}, {}, rows.first_parent, rows.end_parent};
    Batches parts;
    std::size_t begin = 0;
    for (std::uint32_t parent = rows.first_parent; parent < rows.end_parent; ++parent) {
      execution_.check();
      std::size_t end = begin;
      while (end < rows.parents.size() && rows.parents[end] == parent) ++end;
      Batches input;
      if (end > begin) {
        input.push_back({end - begin, {}, 0});
        for (const Vector& column : rows.rows.columns) input.back().columns.push_back(column.slice(begin, end - begin));
      }
      CollectSink made;
      build(apply_.subplan, execution_, &input)->run(made);
      for (Batch& part : made.take()) {
        result.parents.insert(result.parents.end(), part.rows, parent);
        parts.push_back(std::move(part));
      }
      begin = end;
    }
    result.rows = concatenate(parts, apply_.subplan->columns);
    return result;
  }

  const ApplyToArrays& apply_;
  const PlanNode& node_;
  const std::vector<PlanColumn>& outer_;
  Execution& execution_;
  ArrayExpansion expansion_;
  std::optional<ApplyStages> stages_;
};

}  // namespace

ProducerPtr make_apply(const ApplyToArrays& apply, const PlanNode& node, ProducerPtr input, Execution& execution) {
  return std::make_unique<ApplyRows>(apply, node, std::move(input), execution);
}

}  // namespace kelpie::executor
