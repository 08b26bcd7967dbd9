#pragma once

#include <functional>
#include <map>
#include <optional>

#include "executor/operators/execution.hpp"
#include "reference/aggregates.hpp"
#include "reference/expressions.hpp"
#include "reference/relation.hpp"

namespace kelpie::differential {

/// Says what rows a table has; nothing for one that it does not know.
using TableRows = std::function<const std::vector<Row>*(const std::string& table)>;

/// Executes a bound plan row by row, in the most obvious way that the plan's comments allow. It is meant for plans that
/// no rule of the optimizer has touched. Throws what the query throws, and NotForReference.
class Interpreter {
 public:
  /// Context and coverage outlive the object.
  Interpreter(TableRows tables, const executor::QueryContext& context, Coverage& coverage);
  [[nodiscard]] Relation run(const executor::PlanPtr& plan) { return run(plan, nullptr); }

 private:
  /// `input`: the rows of the ApplyInput leaf.
  Relation run(const executor::PlanPtr& plan, const Relation* input);
  std::vector<Row> rows_of(const executor::PlanNode& node, const std::vector<Relation>& inputs, const Relation* input);

  using Inputs = std::vector<Relation>;
  std::vector<Row> scan(const executor::ScanTable& scan);
  std::vector<Row> constant_rows(const executor::ConstantRows& rows, const executor::PlanNode& node);
  std::vector<Row> range(const executor::RangeRows& range, executor::PlanColumn column);
  std::vector<Row> filter(const executor::Filter& filter, const executor::PlanNode& node, const Relation& from);
  std::vector<Row> project(const executor::Project& project, const Relation& from);
  std::vector<Row> first(const std::vector<executor::SortTerm>& terms, const executor::ExpressionPtr& count,
                         const executor::PlanNode& node, const Relation& from);
  std::vector<Row> aggregate(const executor::Aggregate& aggregate, const executor::PlanNode& node,
                             const Relation& from);
  std::vector<Row> join(const executor::Join& join, const executor::PlanNode& node, const Relation& left,
                        const Relation& right);
  std::vector<Row> expand(const executor::ExpandArrays& expand, const executor::PlanNode& node, const Relation& from);
  std::vector<Row> apply(const executor::ApplyToArrays& apply, const executor::PlanNode& node, const Relation& from);
  std::vector<Row> partition(const executor::PartitionRows& partition, const executor::PlanNode& node,
                             const Relation& from);
  std::vector<Row> series(const executor::MakeSeries& series, const executor::PlanNode& node, const Relation& from);
  std::vector<Row> window(const executor::Window& window, const executor::PlanNode& node, const Relation& from);
  std::vector<Row> compute(const executor::ComputeRows& compute, const executor::PlanNode& node, const Inputs& inputs);
  /// An operator of the engine that makes of each row some rows without looking at the others, one row at a time.
  std::vector<Row> engine_row_by_row(const executor::PlanNode& node, const Relation& from);

  /// The rows that one row is expanded to, in the columns given.
  std::vector<Row> expanded(const executor::ExpandArrays& expand, const std::vector<executor::PlanColumn>& columns,
                            const Relation& from, const Row& row);
  /// The values of some expressions for a row.
  Row values(const std::vector<executor::ExpressionPtr>& expressions, const Relation& from, const Row& row);
  tables::Value resolve(const executor::Expression& subquery);

  TableRows tables_;
  Coverage& coverage_;
  executor::Execution execution_;
  Expressions expressions_;
  std::map<const executor::PlanNode*, tables::Value> resolved_;
};

/// The columns of `to` out of a row that has those of `from`.
[[nodiscard]] Row picked(const Row& row, const std::vector<executor::PlanColumn>& from,
                         const std::vector<executor::PlanColumn>& to);
/// Rows as one batch of flat columns, and back.
[[nodiscard]] executor::Batch batch_of(const std::vector<Row>& rows, const std::vector<executor::PlanColumn>& columns);
[[nodiscard]] std::vector<Row> rows_of(const executor::Batches& batches);

}  // namespace kelpie::differential
