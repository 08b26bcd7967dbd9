#include "rules/incremental/adding_reals.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "rules/incremental/plan_nodes.hpp"

namespace kelpie::rules {

namespace {

using executor::PlanNode;

constexpr std::array<std::string_view, 4> sums{"sum", "sumif", "avg", "avgif"};
/// Squares of whole numbers leave what a real holds exactly.
constexpr std::array<std::string_view, 11> moments{"stdev",       "stdevif",   "stdevp",       "variance",
                                                   "varianceif",  "variancep", "covariance",   "covarianceif",
                                                   "covariancep", "tdigest",   "covariancepif"};

template <std::size_t size>
bool is_one_of(std::string_view name, const std::array<std::string_view, size>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool adds_reals(const executor::Aggregate& aggregate) {
  return std::any_of(aggregate.calls.begin(), aggregate.calls.end(), [](const executor::AggregateCall& call) {
    const std::string& name = call.function->name;
    const bool real = !call.arguments.empty() && call.arguments.front()->type == tables::Type::real;
    return (real && is_one_of(name, sums)) || is_one_of(name, moments) || name.starts_with("tdigest");
  });
}

bool comes_from_summary(const PlanNode& node) {
  const PlanNode* at = &node;
  while (std::holds_alternative<executor::Filter>(at->op) || std::holds_alternative<executor::Project>(at->op))
    at = at->inputs.front().get();
  return std::holds_alternative<executor::Aggregate>(at->op);
}

}  // namespace

bool adds_reals_of_rows(const PlanNode& plan) {
  bool adds = false;
  for_each_node(plan, [&](const PlanNode& node) {
    const auto* aggregate = std::get_if<executor::Aggregate>(&node.op);
    adds = adds || (aggregate != nullptr && adds_reals(*aggregate) && !comes_from_summary(*node.inputs.front()));
  });
  return adds;
}

}  // namespace kelpie::rules
