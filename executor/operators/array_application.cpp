#include "executor/operators/array_application.hpp"

#include "executor/operators/relation.hpp"

namespace kelpie::executor {

using tables::Vector;

ArrayApplication::ArrayApplication(const ApplyToArrays& apply, const PlanNode& node, Execution& execution)
    : apply_(apply),
      node_(node),
      outer_(node.inputs.front()->columns),
      execution_(execution),
      expansion_(apply.expand, outer_, execution),
      stages_(make_apply_stages(apply.subplan, execution)) {}

bool ArrayApplication::run(const Batch& batch, const std::function<bool(AppliedRows)>& f) const {
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
    std::vector<Vector> columns;
    for (const PlanColumn& column : node_.columns) {
      if (const auto passed = position_of(outer_, column.id)) columns.push_back(batch.columns[*passed].gather(rows.parents));
      else columns.push_back(rows.rows.columns[position_of(apply_.subplan->columns, column.id).value()]);
    }
    rows.rows.columns = std::move(columns);
    if (!f(std::move(rows))) return false;
  }
  return true;
}

Vector ArrayApplication::expanded(ColumnId id, const Batch& batch, const ExpandedRows& piece, const std::vector<std::uint32_t>& parents) const {
  for (std::size_t i = 0; i < apply_.expand.items.size(); ++i) {
    if (apply_.expand.items[i].column == id) return piece.items[i];
  }
  if (apply_.expand.item_index == id) return piece.index;
  return batch.columns[position_of(outer_, id).value()].gather(parents);
}

AppliedRows ArrayApplication::run_each(const AppliedRows& rows) const {
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

}  // namespace kelpie::executor
