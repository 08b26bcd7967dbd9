#include "executor/error.hpp"
#include "executor/operators/apply_stages.hpp"
#include "executor/operators/build.hpp"
#include "executor/operators/key_parts.hpp"
#include "executor/operators/relation.hpp"

namespace kelpie::executor {

namespace {

/// The leaf whose rows are handed in; nullptr: nothing of them is read.
const PlanNode* leaf_of(const PlanNode& plan) {
  if (std::holds_alternative<ApplyInput>(plan.op)) return &plan;
  for (const PlanPtr& input : plan.inputs) {
    if (const PlanNode* leaf = leaf_of(*input)) return leaf;
  }
  return nullptr;
}

class PartitionedRows final : public Producer {
 public:
  PartitionedRows(const PartitionRows& partition, const PlanNode& node, ProducerPtr input, Execution& execution)
      : partition_(partition),
        node_(node),
        input_(std::move(input)),
        execution_(execution),
        key_(execution.evaluator(std::span(&partition.key, 1), node.inputs.front()->columns)) {
    const PlanNode* leaf = leaf_of(*partition.subplan);
    if (leaf == nullptr) return;
    for (const PlanColumn& column : leaf->columns)
      handed_in_.push_back(position_of(node.inputs.front()->columns, column.id).value());
  }

  void run(Sink& sink) override {
    CollectSink all;
    input_->run(all);
    const Batch rows = concatenate(all.take(), node_.inputs.front()->columns);
    const KeyParts parts = parts_by_key(key_.evaluate(rows), rows.rows);
    if (partition_.most_keys && parts.size() > *partition_.most_keys) {
      throw QueryError("E_PARTITION_COUNT_EXCEEDED",
                       "partition by has " + std::to_string(parts.size()) + " keys; the limit is " +
                           std::to_string(*partition_.most_keys) +
                           ". Put hint.strategy=native behind `partition`, which has no limit.",
                       node_.span);
    }
    Batches made;
    const auto stages = make_apply_stages(partition_.subplan, execution_);
    if (stages && parts.size() > 0)
      made.push_back(run_together(rows, parts, *stages));
    else if (!stages)
      made = run_each(rows, parts);
    // The sub-plan's columns stand in its order; ours may be fewer.
    Batches shown;
    for (const Batch& batch : made) {
      Batch own{batch.rows, {}, 0};
      for (const PlanColumn& column : node_.columns)
        own.columns.push_back(batch.columns[position_of(partition_.subplan->columns, column.id).value()]);
      for (Batch& piece : split(own, execution_.context().batch_rows)) {
        piece.sequence = shown.size();
        shown.push_back(std::move(piece));
      }
    }
    execution_.emit(shown, sink);
  }

 private:
  /// All parts side by side, each operator of the sub-plan once: with many keys a run for each costs far more than its
  /// rows do.
  [[nodiscard]] Batch run_together(const Batch& rows, const KeyParts& parts, const ApplyStages& stages) const {
    AppliedRows applied{{rows.rows, {}, 0}, {}, 0, static_cast<std::uint32_t>(parts.size())};
    for (const std::size_t column : handed_in_) applied.rows.columns.push_back(rows.columns[column].gather(parts.rows));
    applied.parents.reserve(rows.rows);
    for (std::size_t i = 0; i < parts.size(); ++i)
      applied.parents.insert(applied.parents.end(), parts.part(i).size(), static_cast<std::uint32_t>(i));
    for (const auto& stage : stages) {
      execution_.check();
      applied = stage->apply(std::move(applied));
    }
    return std::move(applied.rows);
  }

  [[nodiscard]] Batches run_each(const Batch& rows, const KeyParts& parts) const {
    Batches made;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      execution_.check();
      Batch own{parts.part(i).size(), {}, 0};
      for (const std::size_t column : handed_in_) own.columns.push_back(rows.columns[column].gather(parts.part(i)));
      const Batches input{std::move(own)};
      CollectSink result;
      build(partition_.subplan, execution_, &input)->run(result);
      for (Batch& batch : result.take()) {
        if (batch.rows > 0) made.push_back(std::move(batch));
      }
    }
    return made;
  }

  const PartitionRows& partition_;
  const PlanNode& node_;
  ProducerPtr input_;
  Execution& execution_;
  Evaluator key_;
  std::vector<std::size_t> handed_in_;  // columns, in the order of the leaf
};

}  // namespace

ProducerPtr make_partition(const PartitionRows& partition, const PlanNode& node, ProducerPtr input,
                           Execution& execution) {
  return std::make_unique<PartitionedRows>(partition, node, std::move(input), execution);
}

}  // namespace kelpie::executor
