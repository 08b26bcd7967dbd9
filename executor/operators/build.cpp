#include "executor/operators/build.hpp"

#include <algorithm>
#include <stdexcept>

namespace kelpie::executor {

namespace {

bool reads_input(const PlanNode& node) {
  if (std::holds_alternative<ApplyInput>(node.op)) return true;
  return std::any_of(node.inputs.begin(), node.inputs.end(), [](const PlanPtr& input) { return reads_input(*input); });
}

}  // namespace

ProducerPtr build(const PlanPtr& plan, Execution& execution, const Batches* input) {
  const PlanNode& node = *plan;
  const auto from = [&](std::size_t index) { return build(node.inputs[index], execution, input); };
  const auto make = [&]<typename Operator>(const Operator& op) -> ProducerPtr {
    if constexpr (std::is_same_v<Operator, ScanTable>) return make_scan(op, node, execution);
    else if constexpr (std::is_same_v<Operator, ConstantRows>) return make_rows(op.batches, execution);
    else if constexpr (std::is_same_v<Operator, RangeRows>) return make_range(op, node, execution);
    else if constexpr (std::is_same_v<Operator, Filter>) {
      const auto* scan = std::get_if<ScanTable>(&node.inputs.front()->op);
      return scan != nullptr ? make_filtered_scan(op, node, *scan, execution) : make_filter(op, node, from(0), execution);
    }
    else if constexpr (std::is_same_v<Operator, Project>) return make_project(op, node, from(0), execution);
    else if constexpr (std::is_same_v<Operator, Aggregate>) return make_aggregate(op, node, from(0), execution);
    else if constexpr (std::is_same_v<Operator, Sort>) return make_sort(op, node, from(0), execution);
    else if constexpr (std::is_same_v<Operator, Top>) return make_top(op, node, from(0), execution);
    else if constexpr (std::is_same_v<Operator, Take>) return make_take(op, node, from(0), execution);
    else if constexpr (std::is_same_v<Operator, Join>) return make_join(op, node, from(0), from(1), execution);
    else if constexpr (std::is_same_v<Operator, ExpandArrays>) return make_expand(op, node, from(0), execution);
    else if constexpr (std::is_same_v<Operator, ApplyToArrays>) return make_apply(op, node, from(0), execution);
    else if constexpr (std::is_same_v<Operator, ParseText>) return make_parse(op, node, from(0), execution);
    else if constexpr (std::is_same_v<Operator, ParseKeyValues>) return make_parse_key_values(op, node, from(0), execution);
    else if constexpr (std::is_same_v<Operator, MakeSeries>) return make_series(op, node, from(0), execution);
    else if constexpr (std::is_same_v<Operator, Window>) return make_window(op, node, from(0), execution);
    else if constexpr (std::is_same_v<Operator, Sample>) return make_sample(op, node, from(0), execution);
    else if constexpr (std::is_same_v<Operator, Materialize>) {
      // Rows handed in are others at every run of a sub-plan: what is made of them is not kept.
      return input != nullptr && reads_input(node) ? from(0) : make_materialize(node, execution);
    }
    else if constexpr (std::is_same_v<Operator, PartitionRows>) return make_partition(op, node, from(0), execution);
    else if constexpr (std::is_same_v<Operator, UnionAll> || std::is_same_v<Operator, ComputeRows>) {
      std::vector<ProducerPtr> inputs;
      for (std::size_t i = 0; i < node.inputs.size(); ++i) inputs.push_back(from(i));
      if constexpr (std::is_same_v<Operator, UnionAll>) return make_union(std::move(inputs));
      else return make_compute(op, node, std::move(inputs), execution);
    } else {
      static_assert(std::is_same_v<Operator, ApplyInput>);
      if (input == nullptr) throw std::logic_error("a sub-plan is run without its rows");
      // The rows outlive the run: their operator waits for it.
      return make_rows(std::shared_ptr<const Batches>(std::shared_ptr<const Batches>(), input), execution);
    }
  };
  return std::visit(make, node.op);
}

}  // namespace kelpie::executor
