#include "executor/binder/handed_in_rows.hpp"

#include <algorithm>

#include "executor/optimizer/rewrite.hpp"

namespace kelpie::executor {

bool reads_rows_handed_in(const PlanNode& plan) {
  if (std::holds_alternative<ApplyInput>(plan.op)) return true;
  return std::any_of(plan.inputs.begin(), plan.inputs.end(),
                     [](const PlanPtr& input) { return reads_rows_handed_in(*input); });
}

bool has_value_of_rows_handed_in(const PlanNode& subplan) {
  bool found = false;
  for_each_expression(subplan, [&](const ExpressionPtr& expression) {
    if (expression)
      for_each_subquery(*expression, [&](const PlanPtr& plan) {
        found |= reads_rows_handed_in(*plan) || has_value_of_rows_handed_in(*plan);
      });
  });
  return found || std::any_of(subplan.inputs.begin(), subplan.inputs.end(),
                              [](const PlanPtr& input) { return has_value_of_rows_handed_in(*input); });
}

}  // namespace kelpie::executor
