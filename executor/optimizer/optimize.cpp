#include "executor/optimizer/optimize.hpp"

#include "executor/optimizer/rewrite.hpp"

namespace kelpie::executor {

PlanPtr optimize(const PlanPtr& plan) {
  PlanPtr result = plan;
  result = push_filters(result);
  result = sort_to_top(result);
  result = merge_projections(result);
  result = prune_columns(result);
  result = order_conjuncts(result);
  result = bound_scans(result);
  result = order_scans(result);
  // Sub-queries are plans of their own.
  return rewrite_bottom_up(result, [](const PlanPtr& node) {
    return map_expressions(node, [](const ExpressionPtr& expression) {
      bool any = false;
      if (expression) for_each_subquery(*expression, [&](const PlanPtr&) { any = true; });
      if (!any) return expression;
      return replace_subqueries(expression, [](const PlanPtr& subquery) { return optimize(subquery); });
    });
  });
}

}  // namespace kelpie::executor
