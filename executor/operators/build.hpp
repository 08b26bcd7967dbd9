#pragma once

// One maker an operator: the list that a new operator is added to (build.cpp dispatches).

#include "executor/operators/execution.hpp"

namespace kelpie::executor {

[[nodiscard]] ProducerPtr make_scan(const ScanTable& scan, const PlanNode& node, Execution& execution);
/// A filter (of `node`) right above a scan.
[[nodiscard]] ProducerPtr make_filtered_scan(const Filter& filter, const PlanNode& node, const ScanTable& scan, Execution& execution);
[[nodiscard]] ProducerPtr make_rows(std::shared_ptr<const Batches> rows, Execution& execution);
[[nodiscard]] ProducerPtr make_range(const RangeRows& range, const PlanNode& node, Execution& execution);
[[nodiscard]] ProducerPtr make_materialize(const PlanNode& node, Execution& execution);
[[nodiscard]] ProducerPtr make_filter(const Filter& filter, const PlanNode& node, ProducerPtr input, Execution& execution);
[[nodiscard]] ProducerPtr make_project(const Project& project, const PlanNode& node, ProducerPtr input, Execution& execution);
[[nodiscard]] ProducerPtr make_aggregate(const Aggregate& aggregate, const PlanNode& node, ProducerPtr input, Execution& execution);
[[nodiscard]] ProducerPtr make_sort(const Sort& sort, const PlanNode& node, ProducerPtr input, Execution& execution);
[[nodiscard]] ProducerPtr make_top(const Top& top, const PlanNode& node, ProducerPtr input, Execution& execution);
[[nodiscard]] ProducerPtr make_take(const Take& take, const PlanNode& node, ProducerPtr input, Execution& execution);
[[nodiscard]] ProducerPtr make_join(const Join& join, const PlanNode& node, ProducerPtr left, ProducerPtr right, Execution& execution);
[[nodiscard]] ProducerPtr make_union(std::vector<ProducerPtr> inputs);
[[nodiscard]] ProducerPtr make_expand(const ExpandArrays& expand, const PlanNode& node, ProducerPtr input, Execution& execution);
[[nodiscard]] ProducerPtr make_apply(const ApplyToArrays& apply, const PlanNode& node, ProducerPtr input, Execution& execution);
[[nodiscard]] ProducerPtr make_parse(const ParseText& parse, const PlanNode& node, ProducerPtr input, Execution& execution);
[[nodiscard]] ProducerPtr make_parse_key_values(const ParseKeyValues& parse, const PlanNode& node, ProducerPtr input, Execution& execution);
[[nodiscard]] ProducerPtr make_series(const MakeSeries& series, const PlanNode& node, ProducerPtr input, Execution& execution);
[[nodiscard]] ProducerPtr make_window(const Window& window, const PlanNode& node, ProducerPtr input, Execution& execution);
[[nodiscard]] ProducerPtr make_sample(const Sample& sample, const PlanNode& node, ProducerPtr input, Execution& execution);
[[nodiscard]] ProducerPtr make_partition(const PartitionRows& partition, const PlanNode& node, ProducerPtr input, Execution& execution);
[[nodiscard]] ProducerPtr make_compute(const ComputeRows& compute, const PlanNode& node, std::vector<ProducerPtr> inputs, Execution& execution);

/// The state of an aggregate call whose (first) result column has this type.
[[nodiscard]] std::unique_ptr<Aggregator> make_aggregator(const AggregateCall& call, tables::Type result, Execution& execution);

}  // namespace kelpie::executor
