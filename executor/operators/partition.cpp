#include "executor/error.hpp"
#include "executor/operators/build.hpp"
#include "executor/operators/group_keys.hpp"
#include "executor/operators/relation.hpp"

namespace kelpie::executor {

namespace {

using tables::Vector;

class PartitionedRows final : public Producer {
 public:
  PartitionedRows(const PartitionRows& partition, const PlanNode& node, ProducerPtr input, Execution& execution)
      : partition_(partition), node_(node), input_(std::move(input)), execution_(execution),
        key_(execution.evaluator(std::span(&partition.key, 1), node.inputs.front()->columns)) {}

  void run(Sink& sink) override {
    CollectSink all;
    input_->run(all);
    const Batch rows = concatenate(all.take(), node_.inputs.front()->columns);
    const std::vector<std::vector<std::uint32_t>> parts = rows_of_keys(rows);
    if (partition_.most_keys && parts.size() > *partition_.most_keys) {
      throw QueryError("E_PARTITION_COUNT_EXCEEDED",
                       "partition by has " + std::to_string(parts.size()) + " keys; the limit is " + std::to_string(*partition_.most_keys) +
                           ". Put hint.strategy=native behind `partition`, which has no limit.",
                       node_.span);
    }
    Batches made;
    for (const std::vector<std::uint32_t>& part : parts) {
      execution_.check();
      Batch own{part.size(), {}, 0};
      for (const Vector& column : rows.columns) own.columns.push_back(column.gather(part));
      const Batches input{std::move(own)};
      CollectSink result;
      build(partition_.subplan, execution_, &input)->run(result);
      for (Batch& batch : result.take()) {
        if (batch.rows > 0) made.push_back(std::move(batch));
      }
    }
    // The sub-plan's columns stand in its order; ours may be fewer.
    for (Batch& batch : made) {
      Batch shown{batch.rows, {}, 0};
      for (const PlanColumn& column : node_.columns) shown.columns.push_back(batch.columns[position_of(partition_.subplan->columns, column.id).value()]);
      batch = std::move(shown);
    }
    execution_.emit(made, sink);
  }

 private:
  /// The rows of each key; keys in order of appearance.
  [[nodiscard]] std::vector<std::vector<std::uint32_t>> rows_of_keys(const Batch& rows) const {
    if (rows.rows == 0) return {};
    const std::vector<Vector> keys = key_.evaluate(rows);
    const tables::Type type = keys.front().type();
    GroupKeys::Shared shared(std::span(&type, 1));
    GroupKeys groups(shared);
    std::vector<std::uint32_t> group_of(rows.rows);
    groups.groups(keys, rows.rows, group_of.data());
    std::vector<std::vector<std::uint32_t>> parts;
    std::vector<std::uint32_t> part_of;  // of a group, in order of appearance
    for (std::uint32_t row = 0; row < rows.rows; ++row) {
      const std::uint32_t group = group_of[row];
      if (group >= part_of.size()) part_of.resize(group + 1, UINT32_MAX);
      if (part_of[group] == UINT32_MAX) {
        part_of[group] = static_cast<std::uint32_t>(parts.size());
        parts.emplace_back();
      }
      parts[part_of[group]].push_back(row);
    }
    return parts;
  }

  const PartitionRows& partition_;
  const PlanNode& node_;
  ProducerPtr input_;
  Execution& execution_;
  Evaluator key_;
};

}  // namespace

ProducerPtr make_partition(const PartitionRows& partition, const PlanNode& node, ProducerPtr input, Execution& execution) {
  return std::make_unique<PartitionedRows>(partition, node, std::move(input), execution);
}

}  // namespace kelpie::executor
