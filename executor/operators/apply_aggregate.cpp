#include "executor/operators/apply_aggregate.hpp"

#include <algorithm>
#include <numeric>

#include "executor/operators/build.hpp"
#include "executor/operators/group_keys.hpp"
#include "tables/builder.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Vector;

namespace {

std::vector<ExpressionPtr> expressions_of(const Aggregate& aggregate) {
  std::vector<ExpressionPtr> all = aggregate.keys;
  for (const AggregateCall& call : aggregate.calls) all.insert(all.end(), call.arguments.begin(), call.arguments.end());
  return all;
}

class AggregateStage final : public ApplyStage {
 public:
  AggregateStage(const Aggregate& aggregate, const PlanNode& node, Execution& execution)
      : aggregate_(aggregate), node_(node), execution_(execution), values_(execution.evaluator(expressions_of(aggregate), node.inputs.front()->columns)) {}

  [[nodiscard]] AppliedRows apply(AppliedRows rows) const override {
    const std::vector<Vector> values = values_.evaluate(rows.rows);
    AppliedRows result{{0, {}, rows.rows.sequence}, {}, rows.first_parent, rows.end_parent};
    std::vector<std::uint32_t> groups(rows.rows.rows);
    if (aggregate_.keys.empty()) {
      std::transform(rows.parents.begin(), rows.parents.end(), groups.begin(), [&](std::uint32_t parent) { return parent - rows.first_parent; });
      result.parents.resize(rows.end_parent - rows.first_parent);
      std::iota(result.parents.begin(), result.parents.end(), rows.first_parent);
    } else {
      result.rows.columns = group(std::span(values).first(aggregate_.keys.size()), rows.parents, groups, result.parents);
    }
    result.rows.rows = result.parents.size();
    std::size_t column = aggregate_.keys.size(), argument = column;
    for (const AggregateCall& call : aggregate_.calls) {
      const auto aggregator = make_aggregator(call, node_.columns[column].type, execution_);
      aggregator->resize(result.rows.rows);
      if (!groups.empty()) aggregator->update(std::span(values).subspan(argument, call.arguments.size()), groups);
      for (Vector& finished : aggregator->finish()) result.rows.columns.push_back(std::move(finished));
      column += call.columns;
      argument += call.arguments.size();
    }
    return result;
  }

 private:
  /// Groups by parent and keys; gives the keys' columns. Parents ascend, so those of the groups do too.
  std::vector<Vector> group(std::span<const Vector> keys, const std::vector<std::uint32_t>& parents, std::vector<std::uint32_t>& groups,
                            std::vector<std::uint32_t>& parents_of_groups) const {
    std::vector<Type> types{Type::long_};
    for (const ExpressionPtr& key : aggregate_.keys) types.push_back(key->type);
    tables::FlatBuilder<std::int64_t> parent(Type::long_, parents.size());
    std::copy(parents.begin(), parents.end(), parent.values());
    std::vector<Vector> all{parent.finish()};
    all.insert(all.end(), keys.begin(), keys.end());
    GroupKeys::Shared shared(types);
    GroupKeys table(shared);
    if (!parents.empty()) table.groups(all, parents.size(), groups.data());
    for (std::size_t row = 0; row < groups.size(); ++row) {
      if (groups[row] == parents_of_groups.size()) parents_of_groups.push_back(parents[row]);
    }
    std::vector<Vector> columns = table.values();
    columns.erase(columns.begin());
    return columns;
  }

  const Aggregate& aggregate_;
  const PlanNode& node_;
  Execution& execution_;
  Evaluator values_;
};

}  // namespace

std::unique_ptr<ApplyStage> make_aggregate_stage(const Aggregate& aggregate, const PlanNode& node, Execution& execution) {
  return std::make_unique<AggregateStage>(aggregate, node, execution);
}

}  // namespace kelpie::executor
