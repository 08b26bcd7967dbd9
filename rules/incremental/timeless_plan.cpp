#include "rules/incremental/timeless_plan.hpp"

#include "executor/optimizer/rewrite.hpp"
#include "rules/incremental/clock_text.hpp"
#include "rules/incremental/join_sides.hpp"
#include "rules/incremental/plan_nodes.hpp"
#include "rules/incremental/plan_text.hpp"
#include "tables/text.hpp"

namespace kelpie::rules {

namespace {

using executor::ExpressionPtr;
using executor::PlanPtr;

bool is_clock(const PlanPtr& plan) { return plan->columns.size() == 1 && plan->columns.front().name == clock_column; }

/// The plan with the parameter for the clock's table.
class WithParameter {
 public:
  explicit WithParameter(const RunParameters& parameters) : parameters_(parameters) {}

  PlanPtr operator()(const PlanPtr& plan) {
    return executor::rewrite_bottom_up(
        plan,
        [this](const PlanPtr& node) {
          return executor::map_expressions(node, [this](const ExpressionPtr& one) { return replaced(one); });
        },
        done_);
  }

 private:
  ExpressionPtr replaced(const ExpressionPtr& expression) {
    bool any = false;
    if (expression) executor::for_each_subquery(*expression, [&](const PlanPtr&) { any = true; });
    if (!any) return expression;
    return executor::replace_subqueries(
        expression, [this](const PlanPtr& plan) { return is_clock(plan) ? parameters_.now.plan() : (*this)(plan); });
  }

  const RunParameters& parameters_;
  executor::Rewritten done_;
};

/// Whether the plan gives the same for the same rows, so that what it gave may be kept.
bool is_repeatable(const executor::PlanNode& plan) {
  bool repeatable = true;
  for_each_node(plan, [&](const executor::PlanNode& node) {
    repeatable = repeatable && !std::holds_alternative<executor::Sample>(node.op);
    executor::for_each_expression(
        node, [&](const ExpressionPtr& one) { repeatable = repeatable && (!one || executor::is_deterministic(*one)); });
  });
  return repeatable;
}

}  // namespace

TimelessPlan timeless_plan(const CompiledRule& rule, const executor::Engine& engine,
                           const executor::QueryContext& context, const RunParameters& parameters) {
  TimelessPlan result;
  const auto refuse = [&](std::string why) {
    result.refusal = std::move(why);
    return result;
  };
  if (rule.open) return refuse("only the data shows the columns of its result");
  const auto query = with_clock(*rule.rule);
  if (!query) return refuse("its text says the time of its run by itself");
  executor::QueryContext run = context;
  run.window.reset();
  // Two times that have nothing in common: what depends on the time in another way than by the parameter differs.
  run.now = tables::parse_datetime("2031-05-07T13:47:21.7654321Z").value();
  parser::Diagnostics diagnostics;
  const auto compiled = engine.compile(query->text, run, false, diagnostics);
  if (!compiled || compiled->results.size() != 1) return refuse("its use of now() needs a time while it is bound");
  run.now = tables::parse_datetime("2017-11-29T04:12:53.1234567Z").value();
  const auto other = engine.compile(query->text, run, false, diagnostics);
  const executor::BoundResult& bound = compiled->results.front();
  if (!other || plan_text(*bound.plan) != plan_text(*other->results.front().plan)) {
    return refuse("it depends on the time of its run in a way that cannot be told apart");
  }
  if (bound.open) return refuse("only the data shows the columns of its result");
  if (!is_repeatable(*bound.plan)) return refuse("it gives another result at each run (rand(), sample)");
  const RunQuery as_run = query_of_run(*rule.rule, {run.now - tables::ticks_per_hour, run.now});
  run.window = executor::TimeWindow{run.now - tables::ticks_per_hour, run.now};
  const auto at_run = engine.compile(as_run.text, run, false, diagnostics);
  if (!at_run || inner_joins(*at_run->results.front().plan).size() != inner_joins(*bound.plan).size()) {
    return refuse("its plan is another one at each run");
  }
  result.bound = at_run->results.front().plan;
  result.plan = WithParameter(parameters)(bound.plan);
  result.options = compiled->options;
  return result;
}

}  // namespace kelpie::rules
