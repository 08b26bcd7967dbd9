#include "executor/binder/binder.hpp"

namespace kelpie::executor {

std::optional<Relation> Binder::bind(const parser::SortOperator& op, Relation input, const EnvironmentPtr& environment) {
  WindowCollector windows{input.serialized, {}, {}};
  auto terms = bind_sort_terms(op.terms, {environment, &input, nullptr, nullptr, &windows});
  if (!terms) return input;
  const std::vector<PlanColumn> columns = input.columns();
  input = with_windows(std::move(input), windows);
  input.plan = make_plan(Sort{std::move(*terms)}, {input.plan}, columns, op.span);
  input.serialized = true;
  return input;
}

std::optional<Relation> Binder::bind(const parser::TopOperator& op, Relation input, const EnvironmentPtr& environment) {
  ExpressionPtr count = bind_row_count(op.count, environment);
  auto terms = bind_sort_terms(op.terms, {environment, &input});
  if (!count || !terms) return input;
  const std::vector<PlanColumn> columns = input.columns();
  input.plan = make_plan(Top{std::move(count), std::move(*terms)}, {input.plan}, columns, op.span);
  input.serialized = true;
  return input;
}

std::optional<Relation> Binder::bind(const parser::TakeOperator& op, Relation input, const EnvironmentPtr& environment) {
  ExpressionPtr count = bind_row_count(op.count, environment);
  if (!count) return input;
  const std::vector<PlanColumn> columns = input.columns();
  input.plan = make_plan(Take{std::move(count)}, {input.plan}, columns, op.span);
  return input;
}

std::optional<Relation> Binder::bind(const parser::SampleOperator& op, Relation input, const EnvironmentPtr& environment) {
  ExpressionPtr count = bind_row_count(op.count, environment);
  if (!count) return input;
  const std::vector<PlanColumn> columns = input.columns();
  input.plan = make_plan(Sample{std::move(count)}, {input.plan}, columns, op.span);
  input.serialized = false;
  return input;
}

}  // namespace kelpie::executor
