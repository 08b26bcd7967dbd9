#include <cstdint>
#include <map>
#include <vector>

#include "executor/optimizer/optimize.hpp"
#include "executor/optimizer/rewrite.hpp"

namespace kelpie::executor {

namespace {

/// A set of columns: a bit each, since a query numbers its columns from 0 on.
class Needed {
 public:
  void insert(ColumnId id) {
    if (id / 64 >= words_.size()) words_.resize(id / 64 + 1);
    words_[id / 64] |= std::uint64_t{1} << (id % 64);
  }
  void insert(const Needed& others) {
    if (others.words_.size() > words_.size()) words_.resize(others.words_.size());
    for (std::size_t i = 0; i < others.words_.size(); ++i) words_[i] |= others.words_[i];
  }
  [[nodiscard]] bool contains(ColumnId id) const { return id / 64 < words_.size() && (words_[id / 64] >> (id % 64) & 1) != 0; }

 private:
  std::vector<std::uint64_t> words_;
};

void add_columns(const ExpressionPtr& expression, Needed& needed) {
  if (expression) for_each_column(*expression, [&](const ColumnReference& column) { needed.insert(column.id); });
}

/// What a node's own expressions read.
Needed read_by(const PlanNode& node) {
  Needed needed;
  for_each_expression(node, [&](const ExpressionPtr& expression) { add_columns(expression, needed); });
  return needed;
}

class Pruner {
 public:
  PlanPtr prune(const PlanPtr& plan, const Needed& needed);

 private:
  std::map<const PlanNode*, PlanPtr> materialized_;
};

std::vector<PlanColumn> keep(const std::vector<PlanColumn>& columns, const Needed& needed) {
  std::vector<PlanColumn> kept;
  for (const PlanColumn& column : columns) {
    if (needed.contains(column.id)) kept.push_back(column);
  }
  return kept;
}

PlanPtr replace(const PlanPtr& plan, std::vector<PlanPtr> inputs, std::vector<PlanColumn> columns) {
  return make_plan(plan->op, std::move(inputs), std::move(columns), plan->span);
}

/// The columns of a sub-plan's leaves.
Needed read_from_leaf(const PlanPtr& subplan) {
  Needed columns;
  if (std::holds_alternative<ApplyInput>(subplan->op)) {
    for (const PlanColumn& column : subplan->columns) columns.insert(column.id);
  }
  for (const PlanPtr& input : subplan->inputs) columns.insert(read_from_leaf(input));
  return columns;
}

/// Branches of a sub-plan may want different columns of the rows handed in: all leaves get the same ones, and each branch sees its own.
PlanPtr with_leaf_columns(const PlanPtr& subplan, const std::vector<PlanColumn>& columns) {
  if (!std::holds_alternative<ApplyInput>(subplan->op)) {
    std::vector<PlanPtr> inputs;
    for (const PlanPtr& input : subplan->inputs) inputs.push_back(with_leaf_columns(input, columns));
    return with_inputs(subplan, std::move(inputs));
  }
  if (subplan->columns.size() == columns.size()) return subplan;
  Project seen;
  for (const PlanColumn& column : subplan->columns) seen.expressions.push_back(make_column(column.id, column.name, column.type));
  return make_plan(std::move(seen), {make_plan(ApplyInput{}, {}, columns, subplan->span)}, subplan->columns, subplan->span);
}

/// Whether a projection gives just what it gets.
bool hands_on(const Project& project, const std::vector<PlanColumn>& columns, const std::vector<PlanColumn>& input) {
  if (columns.size() != input.size()) return false;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto* same = std::get_if<ColumnReference>(&project.expressions[i]->node);
    if (same == nullptr || same->id != input[i].id || columns[i].id != input[i].id || columns[i].name != input[i].name) return false;
  }
  return true;
}

PlanPtr Pruner::prune(const PlanPtr& plan, const Needed& needed) {
  const PlanNode& node = *plan;
  if (const auto* scan = std::get_if<ScanTable>(&node.op)) {
    ScanTable pruned = *scan;
    pruned.table_columns.clear();
    std::vector<PlanColumn> columns;
    for (std::size_t i = 0; i < node.columns.size(); ++i) {
      if (!needed.contains(node.columns[i].id)) continue;
      pruned.table_columns.push_back(scan->table_columns[i]);
      columns.push_back(node.columns[i]);
    }
    return make_plan(std::move(pruned), {}, std::move(columns), node.span);
  }
  if (const auto* project = std::get_if<Project>(&node.op)) {
    Project pruned;
    std::vector<PlanColumn> columns;
    Needed below;
    for (std::size_t i = 0; i < node.columns.size(); ++i) {
      if (!needed.contains(node.columns[i].id)) continue;
      add_columns(project->expressions[i], below);
      pruned.expressions.push_back(project->expressions[i]);
      columns.push_back(node.columns[i]);
    }
    PlanPtr input = prune(node.inputs.front(), below);
    if (hands_on(pruned, columns, input->columns)) return input;
    return make_plan(std::move(pruned), {std::move(input)}, std::move(columns), node.span);
  }
  if (const auto* aggregate = std::get_if<Aggregate>(&node.op)) {
    // Calls nobody reads are not made; keys stay, they make the groups.
    Aggregate pruned{aggregate->keys, {}};
    std::vector<PlanColumn> columns(node.columns.begin(), node.columns.begin() + static_cast<std::ptrdiff_t>(aggregate->keys.size()));
    Needed below;
    for (const ExpressionPtr& key : aggregate->keys) add_columns(key, below);
    std::size_t at = aggregate->keys.size();
    for (const AggregateCall& call : aggregate->calls) {
      bool used = false;
      for (std::size_t i = 0; i < call.columns; ++i) used |= needed.contains(node.columns[at + i].id);
      if (used) {
        AggregateCall kept = call;
        kept.columns = 0;
        const bool returns_arguments = call.function->shape == AggregateShape::arg_extremum && call.columns == call.arguments.size();
        if (returns_arguments) kept.arguments.clear();
        for (std::size_t i = 0; i < call.columns; ++i) {
          // Of arg_max's payload only what is read is fetched; what is maximised stays.
          if (returns_arguments && i > 0 && !needed.contains(node.columns[at + i].id)) continue;
          if (returns_arguments) kept.arguments.push_back(call.arguments[i]);
          columns.push_back(node.columns[at + i]);
          ++kept.columns;
        }
        for (const ExpressionPtr& argument : kept.arguments) add_columns(argument, below);
        pruned.calls.push_back(std::move(kept));
      }
      at += call.columns;
    }
    return make_plan(std::move(pruned), {prune(node.inputs.front(), below)}, std::move(columns), node.span);
  }
  if (std::holds_alternative<Filter>(node.op) || std::holds_alternative<Sort>(node.op) || std::holds_alternative<Top>(node.op) ||
      std::holds_alternative<Take>(node.op) || std::holds_alternative<Sample>(node.op)) {
    Needed below = read_by(node);
    below.insert(needed);
    return replace(plan, {prune(node.inputs.front(), below)}, keep(node.columns, needed));
  }
  if (std::holds_alternative<Join>(node.op)) {
    Needed below = read_by(node);
    below.insert(needed);
    return replace(plan, {prune(node.inputs[0], below), prune(node.inputs[1], below)}, keep(node.columns, needed));
  }
  if (std::holds_alternative<UnionAll>(node.op)) {
    std::vector<PlanPtr> inputs;
    for (const PlanPtr& input : node.inputs) {
      Needed below;
      for (std::size_t i = 0; i < node.columns.size(); ++i) {
        if (needed.contains(node.columns[i].id)) below.insert(input->columns[i].id);
      }
      inputs.push_back(prune(input, below));
    }
    return replace(plan, std::move(inputs), keep(node.columns, needed));
  }
  if (std::holds_alternative<Materialize>(node.op)) {
    // Shared by several users with different needs: all of it is made, once.
    PlanPtr& done = materialized_[plan.get()];
    if (!done) {
      Needed all;
      for (const PlanColumn& column : node.inputs.front()->columns) all.insert(column.id);
      done = replace(plan, {prune(node.inputs.front(), all)}, node.columns);
    }
    return done;
  }
  if (const auto* expand = std::get_if<ExpandArrays>(&node.op)) {
    // Every array counts for the number of rows, whether its elements are read or not.
    Needed below = read_by(node);
    below.insert(needed);
    ExpandArrays pruned = *expand;
    if (pruned.item_index && !needed.contains(*pruned.item_index)) pruned.item_index.reset();
    return make_plan(std::move(pruned), {prune(node.inputs.front(), below)}, keep(node.columns, needed), node.span);
  }
  if (const auto* apply = std::get_if<ApplyToArrays>(&node.op)) {
    // What the sub-plan makes comes from it; the rest is passed beside it.
    Needed inner;
    for (const PlanColumn& column : apply->subplan->columns) {
      if (needed.contains(column.id) && !position_of(node.inputs.front()->columns, column.id)) inner.insert(column.id);
    }
    ApplyToArrays pruned = *apply;
    pruned.subplan = prune(apply->subplan, inner);
    pruned.expanded_columns = keep(apply->expanded_columns, read_from_leaf(pruned.subplan));
    pruned.subplan = with_leaf_columns(pruned.subplan, pruned.expanded_columns);
    if (pruned.expand.item_index && !position_of(pruned.expanded_columns, *pruned.expand.item_index)) pruned.expand.item_index.reset();
    Needed below = read_by(node);
    below.insert(needed);
    for (const PlanColumn& column : pruned.expanded_columns) below.insert(column.id);
    return make_plan(std::move(pruned), {prune(node.inputs.front(), below)}, keep(node.columns, needed), node.span);
  }
  if (const auto* partition = std::get_if<PartitionRows>(&node.op)) {
    PartitionRows pruned = *partition;
    Needed inner;
    for (const PlanColumn& column : keep(node.columns, needed)) inner.insert(column.id);
    pruned.subplan = prune(partition->subplan, inner);
    Needed below = read_from_leaf(pruned.subplan);
    pruned.subplan = with_leaf_columns(pruned.subplan, keep(node.inputs.front()->columns, below));
    add_columns(pruned.key, below);
    return make_plan(std::move(pruned), {prune(node.inputs.front(), below)}, keep(node.columns, needed), node.span);
  }
  if (std::holds_alternative<ApplyInput>(node.op)) return replace(plan, {}, keep(node.columns, needed));
  if (std::holds_alternative<ParseText>(node.op) || std::holds_alternative<ParseKeyValues>(node.op)) {
    Needed below = read_by(node);
    below.insert(needed);
    return replace(plan, {prune(node.inputs.front(), below)}, keep(node.columns, needed));
  }
  if (const auto* compute = std::get_if<ComputeRows>(&node.op)) {
    if (const auto reads = compute->function->reads()) {
      Needed below = read_by(node);
      for (const ColumnId id : *reads) below.insert(id);
      below.insert(needed);
      return replace(plan, {prune(node.inputs.front(), below)}, keep(node.columns, needed));
    }
  }
  if (node.inputs.empty()) return plan;
  // Operators that lay out their own columns get all they were bound with that their inputs have.
  std::vector<PlanPtr> inputs;
  for (const PlanPtr& input : node.inputs) {
    Needed all;
    for (const PlanColumn& column : input->columns) all.insert(column.id);
    inputs.push_back(prune(input, all));
  }
  return with_inputs(plan, std::move(inputs));
}

}  // namespace

PlanPtr prune_columns(const PlanPtr& plan) {
  Needed all;
  for (const PlanColumn& column : plan->columns) all.insert(column.id);
  return Pruner().prune(plan, all);
}

}  // namespace kelpie::executor
