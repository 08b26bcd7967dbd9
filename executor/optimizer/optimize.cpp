#include "executor/optimizer/optimize.hpp"

#include <map>
#include <utility>

#include "executor/optimizer/rewrite.hpp"

namespace kelpie::executor {

namespace {

/// Sub-queries by the plan that was optimized; it is held, for its address is the key.
using Subqueries = std::map<const PlanNode*, std::pair<PlanPtr, PlanPtr>>;

/// The same node with `f` applied to the plans of its sub-queries.
template <typename F>
PlanPtr map_subqueries(const PlanPtr& node, F f) {
  return map_expressions(node, [&f](const ExpressionPtr& expression) {
    bool any = false;
    if (expression) for_each_subquery(*expression, [&](const PlanPtr&) { any = true; });
    return any ? replace_subqueries(expression, f) : expression;
  });
}

PlanPtr optimize(const PlanPtr& plan, Subqueries& subqueries) {
  PlanPtr result = plan;
  result = push_filters(result);
  result = sort_to_top(result);
  result = merge_projections(result);
  result = prune_columns(result);
  result = read_paths(result);
  result = order_conjuncts(result);
  result = bound_scans(result);
  result = order_scans(result);
  // Sub-queries are plans of their own; one that is met again, as the value of a let is, stays one and is run once.
  const auto optimized = [&subqueries](const PlanPtr& subquery) {
    auto& [original, done] = subqueries[subquery.get()];
    if (!done) {
      original = subquery;
      done = optimize(subquery, subqueries);
    }
    return done;
  };
  return rewrite_bottom_up(result, [&](const PlanPtr& node) { return map_subqueries(node, optimized); });
}

/// What names a materialized plan in a query: where it is written, and the numbers of its columns, which differ where
/// it is bound twice.
using MaterializedName = std::pair<std::pair<std::uint32_t, std::uint32_t>, std::vector<ColumnId>>;

MaterializedName name_of(const PlanNode& node) {
  MaterializedName name{{node.span.begin, node.span.end}, {}};
  for (const PlanColumn& column : node.columns) name.second.push_back(column.id);
  return name;
}

/// A plan that is materialized for the query and for its sub-queries was rewritten in each of them: it becomes one node
/// again.
PlanPtr share_materialized(const PlanPtr& plan, std::map<MaterializedName, PlanPtr>& shared, Rewritten& done) {
  const auto rule = [&](const PlanPtr& node) -> PlanPtr {
    if (std::holds_alternative<Materialize>(node->op)) return shared.emplace(name_of(*node), node).first->second;
    return map_subqueries(node, [&](const PlanPtr& subquery) { return share_materialized(subquery, shared, done); });
  };
  return rewrite_bottom_up(plan, rule, done);
}

}  // namespace

PlanPtr optimize(const PlanPtr& plan) { return optimize_together({plan}).front(); }

std::vector<PlanPtr> optimize_together(const std::vector<PlanPtr>& plans) {
  std::vector<PlanPtr> optimized;
  for (const PlanPtr& plan : plans) {
    Subqueries subqueries;
    optimized.push_back(optimize(plan, subqueries));
  }
  std::map<MaterializedName, PlanPtr> shared;
  Rewritten done;
  std::vector<PlanPtr> result;
  for (const PlanPtr& plan : optimized) result.push_back(share_materialized(plan, shared, done));
  return result;
}

}  // namespace kelpie::executor
