#include "executor/operators/apply_stages.hpp"

#include <algorithm>

#include "executor/error.hpp"
#include "executor/operators/apply_aggregate.hpp"
#include "executor/operators/apply_sequences.hpp"
#include "executor/operators/array_application.hpp"
#include "executor/operators/array_expansion.hpp"
#include "executor/operators/relation.hpp"
#include "executor/operators/selection.hpp"
#include "executor/operators/sort_keys.hpp"
#include "tables/builder.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Vector;

namespace {

std::vector<std::size_t> passed_columns(const PlanNode& node) {
  std::vector<std::size_t> positions;
  for (const PlanColumn& column : node.columns) positions.push_back(position_of(node.inputs.front()->columns, column.id).value());
  return positions;
}

/// The rows chosen, with the columns chosen.
AppliedRows choose(const AppliedRows& from, std::span<const std::uint32_t> rows, const std::vector<std::size_t>& columns) {
  AppliedRows result{{rows.size(), {}, from.rows.sequence}, {}, from.first_parent, from.end_parent};
  for (const std::size_t column : columns) result.rows.columns.push_back(from.rows.columns[column].gather(rows));
  result.parents.reserve(rows.size());
  for (const std::uint32_t row : rows) result.parents.push_back(from.parents[row]);
  return result;
}

Vector as_column(const std::vector<std::uint32_t>& parents) {
  tables::FlatBuilder<std::int64_t> column(Type::long_, parents.size());
  std::copy(parents.begin(), parents.end(), column.values());
  return column.finish();
}

class FilterStage final : public ApplyStage {
 public:
  FilterStage(const Filter& filter, const PlanNode& node, Execution& execution)
      : predicates_(execution.evaluator(filter.conjuncts, node.inputs.front()->columns)), columns_(passed_columns(node)) {}
  [[nodiscard]] AppliedRows apply(AppliedRows rows) const override {
    std::vector<std::uint8_t> mask(rows.rows.rows, 1);
    for (const Vector& predicate : predicates_.evaluate(rows.rows)) and_mask(predicate, mask.data());
    std::vector<std::uint32_t> kept;
    rows_of(mask.data(), mask.size(), kept);
    return choose(rows, kept, columns_);
  }

 private:
  Evaluator predicates_;
  std::vector<std::size_t> columns_;
};

class ProjectStage final : public ApplyStage {
 public:
  ProjectStage(const Project& project, const PlanNode& node, Execution& execution)
      : values_(execution.evaluator(project.expressions, node.inputs.front()->columns)) {}
  [[nodiscard]] AppliedRows apply(AppliedRows rows) const override {
    rows.rows.columns = values_.evaluate(rows.rows);
    return rows;
  }

 private:
  Evaluator values_;
};

/// sort, top and take: the first rows of each parent, in order.
class FirstStage final : public ApplyStage {
 public:
  FirstStage(std::vector<SortTerm> terms, const ExpressionPtr& count, const PlanNode& node, Execution& execution)
      : values_(execution.evaluator(values_of(terms), node.inputs.front()->columns)), terms_(std::move(terms)), columns_(passed_columns(node)) {
    terms_.insert(terms_.begin(), SortTerm{nullptr, true, true});  // rows stay with their parents
    if (!count) return;
    const tables::Value limit = execution.constant(count);
    if (limit.is_null() || limit.as_integer() < 0) {
      throw QueryError("SEM0040", "The number of rows must be a number that is not negative.", count->span);
    }
    limit_ = static_cast<std::uint64_t>(limit.as_integer());
  }
  [[nodiscard]] AppliedRows apply(AppliedRows rows) const override {
    std::vector<std::uint32_t> order(rows.rows.rows);
    if (terms_.size() > 1 && !order.empty()) {
      std::vector<Vector> values = values_.evaluate(rows.rows);
      values.insert(values.begin(), as_column(rows.parents));
      order = SortKeys(values, terms_).sorted();
    } else {
      for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::uint32_t>(i);
    }
    std::uint64_t of_parent = 0;
    std::uint32_t parent = UINT32_MAX;
    std::size_t kept = 0;
    for (const std::uint32_t row : order) {
      of_parent = rows.parents[row] == parent ? of_parent + 1 : 0;
      parent = rows.parents[row];
      if (of_parent < limit_) order[kept++] = row;
    }
    order.resize(kept);
    return choose(rows, order, columns_);
  }

 private:
  static std::vector<ExpressionPtr> values_of(const std::vector<SortTerm>& terms) {
    std::vector<ExpressionPtr> values;
    for (const SortTerm& term : terms) values.push_back(term.value);
    return values;
  }
  Evaluator values_;
  std::vector<SortTerm> terms_;
  std::vector<std::size_t> columns_;
  std::uint64_t limit_ = UINT64_MAX;
};

/// mv-expand within the sub-plan.
class ExpandStage final : public ApplyStage {
 public:
  ExpandStage(const ExpandArrays& expand, const PlanNode& node, Execution& execution)
      : expand_(expand), node_(node), layout_(node.inputs.front()->columns), expansion_(expand, layout_, execution) {}
  [[nodiscard]] AppliedRows apply(AppliedRows rows) const override {
    AppliedRows result{{0, {}, rows.rows.sequence}, {}, rows.first_parent, rows.end_parent};
    Batches parts;
    ArrayExpansion::Pieces pieces = expansion_.pieces(rows.rows);
    ExpandedRows piece;
    while (pieces.next(piece)) {
      Batch part{piece.rows, {}, parts.size()};
      for (const PlanColumn& column : node_.columns) part.columns.push_back(column_of(column.id, rows.rows, piece));
      for (const std::uint32_t parent : piece.parents) result.parents.push_back(rows.parents[parent]);
      parts.push_back(std::move(part));
    }
    result.rows = concatenate(parts, node_.columns);
    return result;
  }

 private:
  [[nodiscard]] Vector column_of(ColumnId id, const Batch& rows, const ExpandedRows& piece) const {
    for (std::size_t i = 0; i < expand_.items.size(); ++i) {
      if (expand_.items[i].column == id) return piece.items[i];
    }
    if (expand_.item_index == id) return piece.index;
    return rows.columns[position_of(layout_, id).value()].gather(piece.parents);
  }
  const ExpandArrays& expand_;
  const PlanNode& node_;
  const std::vector<PlanColumn>& layout_;
  ArrayExpansion expansion_;
};

/// mv-apply within the sub-plan.
class ApplicationStage final : public ApplyStage {
 public:
  ApplicationStage(const ApplyToArrays& apply, const PlanNode& node, Execution& execution) : node_(node), application_(apply, node, execution) {}
  [[nodiscard]] AppliedRows apply(AppliedRows rows) const override {
    AppliedRows result{{0, {}, rows.rows.sequence}, {}, rows.first_parent, rows.end_parent};
    Batches parts;
    application_.run(rows.rows, [&](AppliedRows part) {
      for (const std::uint32_t parent : part.parents) result.parents.push_back(rows.parents[parent]);
      parts.push_back(std::move(part.rows));
      return true;
    });
    result.rows = concatenate(parts, node_.columns);
    return result;
  }

 private:
  const PlanNode& node_;
  ArrayApplication application_;
};

/// An operator that makes at most one row of each and hands its columns on: it carries the rows' parents as one more of them.
class CarryingStage final : public ApplyStage {
 public:
  CarryingStage(const PlanNode& node, Execution& execution) : execution_(execution) {
    const PlanColumn parent{hidden_column, {}, Type::long_};
    PlanNode carrying = node;
    std::vector<PlanColumn> layout = node.inputs.front()->columns;
    layout.push_back(parent);
    std::vector<PlanColumn> columns = node.columns;
    columns.push_back(parent);
    carrying.columns = std::move(columns);
    carrying.inputs = {make_plan(ApplyInput{}, {}, std::move(layout))};
    plan_ = std::make_shared<const PlanNode>(std::move(carrying));
  }
  [[nodiscard]] AppliedRows apply(AppliedRows rows) const override {
    Batches input{std::move(rows.rows)};
    input.front().columns.push_back(as_column(rows.parents));
    CollectSink made;
    build(plan_, execution_, &input)->run(made);
    AppliedRows result{concatenate(made.take(), plan_->columns), {}, rows.first_parent, rows.end_parent};
    result.rows.sequence = input.front().sequence;
    const Vector parents = result.rows.columns.back().flattened();
    result.parents.assign(parents.values<std::int64_t>(), parents.values<std::int64_t>() + parents.size());
    result.rows.columns.pop_back();
    return result;
  }

 private:
  static constexpr ColumnId hidden_column = UINT32_MAX;
  PlanPtr plan_;
  Execution& execution_;
};

/// nullptr for an operator that has to see one parent's rows alone.
std::unique_ptr<ApplyStage> make_stage(const PlanNode& node, Execution& execution) {
  if (const auto* filter = std::get_if<Filter>(&node.op)) return std::make_unique<FilterStage>(*filter, node, execution);
  if (const auto* project = std::get_if<Project>(&node.op)) return std::make_unique<ProjectStage>(*project, node, execution);
  if (const auto* expand = std::get_if<ExpandArrays>(&node.op)) return std::make_unique<ExpandStage>(*expand, node, execution);
  if (const auto* aggregate = std::get_if<Aggregate>(&node.op)) return make_aggregate_stage(*aggregate, node, execution);
  if (const auto* apply = std::get_if<ApplyToArrays>(&node.op)) return std::make_unique<ApplicationStage>(*apply, node, execution);
  if (std::holds_alternative<ParseText>(node.op) || std::holds_alternative<ParseKeyValues>(node.op)) return std::make_unique<CarryingStage>(node, execution);
  if (const auto* window = std::get_if<Window>(&node.op)) return make_window_stage(*window, node, execution);
  if (std::holds_alternative<ComputeRows>(node.op)) return make_compute_stage(node, execution);
  if (const auto* sort = std::get_if<Sort>(&node.op)) return std::make_unique<FirstStage>(sort->terms, nullptr, node, execution);
  if (const auto* top = std::get_if<Top>(&node.op)) return std::make_unique<FirstStage>(top->terms, top->count, node, execution);
  if (const auto* take = std::get_if<Take>(&node.op)) return std::make_unique<FirstStage>(std::vector<SortTerm>{}, take->count, node, execution);
  return nullptr;
}

}  // namespace

std::optional<ApplyStages> make_apply_stages(const PlanPtr& subplan, Execution& execution) {
  ApplyStages stages;
  for (const PlanNode* node = subplan.get(); !std::holds_alternative<ApplyInput>(node->op); node = node->inputs.front().get()) {
    if (node->inputs.size() != 1) return std::nullopt;
    if (std::holds_alternative<Materialize>(node->op)) continue;  // its rows are used once here
    auto stage = make_stage(*node, execution);
    if (!stage) return std::nullopt;
    stages.push_back(std::move(stage));
  }
  std::reverse(stages.begin(), stages.end());
  return stages;
}

}  // namespace kelpie::executor
