#include "executor/optimizer/optimize.hpp"
#include "executor/optimizer/rewrite.hpp"
#include "executor/optimizer/value_bounds.hpp"

namespace kelpie::executor {

PlanPtr bound_scans(const PlanPtr& plan) {
  return rewrite_bottom_up(plan, [](const PlanPtr& node) -> PlanPtr {
    const auto* filter = std::get_if<Filter>(&node->op);
    if (filter == nullptr) return node;
    const PlanNode& input = *node->inputs.front();
    const auto* scan = std::get_if<ScanTable>(&input.op);
    if (scan == nullptr) return node;
    return with_inputs(node, {make_plan(with_bounds(*scan, input.columns, value_bounds(filter->conjuncts)), {}, input.columns, input.span)});
  });
}

}  // namespace kelpie::executor
