#include "executor/binder/binder.hpp"

// Operators that end a query with several results, or with none: fork, facet, consume.

namespace kelpie::executor {

using tables::Type;
using tables::Value;

namespace {

/// Several results as one relation that has the others behind it.
std::optional<Relation> in_order(std::vector<Relation> results) {
  if (results.empty()) return std::nullopt;
  Relation first = std::move(results.front());
  first.further.assign(std::make_move_iterator(results.begin() + 1), std::make_move_iterator(results.end()));
  return first;
}

}  // namespace

std::optional<Relation> Binder::bind(const parser::ForkOperator& op, Relation input,
                                     const EnvironmentPtr& environment) {
  // All branches see the same rows, which are computed once.
  const PlanPtr kept = make_plan(Materialize{}, {input.plan}, input.columns(), op.span);
  std::vector<Relation> results;
  bool sound = true;
  for (const parser::ForkBranch& branch : op.branches) {
    Relation rows = input;
    rows.plan = kept;
    rows = with_new_ids(rows);
    auto result = bind_pipeline(*branch.subquery, environment, &rows);
    if (!result) {
      sound = false;
      continue;
    }
    if (branch.name) result->name = branch.name->text;
    results.push_back(std::move(*result));
  }
  return sound ? in_order(std::move(results)) : std::nullopt;
}

std::optional<Relation> Binder::bind(const parser::FacetOperator& op, Relation input,
                                     const EnvironmentPtr& environment) {
  const PlanPtr kept = make_plan(Materialize{}, {input.plan}, input.columns(), op.span);
  const auto rows = [&] {
    Relation relation = input;
    relation.plan = kept;
    return with_new_ids(relation);
  };
  std::vector<Relation> results;
  bool sound = true;
  if (op.with) {
    const Relation from = rows();
    auto result = bind_pipeline(**op.with, environment, &from);
    sound = result.has_value();
    if (result) results.push_back(std::move(*result));
  }
  for (const parser::Expression& by : op.by) {
    const parser::NamedExpression key{span_of(by), {}, false, by};
    const std::string name = natural_name(by);
    const parser::NamedExpression count{op.span,
                                        {{op.span, "count_" + name, false}},
                                        false,
                                        {parser::Call{op.span, {op.span, "count", false}, {}, std::nullopt}}};
    const parser::SummarizeOperator summarize{op.span, {}, {count}, {key}, true};
    const std::size_t told = diagnostics_.size();
    auto result = bind(summarize, rows(), environment);
    sound &= diagnostics_.size() == told || !parser::has_errors(diagnostics_);
    if (result) results.push_back(std::move(*result));
  }
  return sound ? in_order(std::move(results)) : std::nullopt;
}

std::optional<Relation> Binder::bind(const parser::ConsumeOperator& op, Relation input,
                                     const EnvironmentPtr& environment) {
  // The rows are made and counted, and nothing of them is shown.
  auto counted = bind(parser::CountOperator{op.span}, std::move(input), environment);
  if (!counted) return std::nullopt;
  const PlanColumn count = counted->columns().front();
  const ExpressionPtr none = make_call("<", {reference(count), make_constant(Value::long_(0))}, op.span);
  counted->plan = make_plan(Filter{{none}}, {counted->plan}, {count}, op.span);
  return select(std::move(*counted), {});
}

}  // namespace kelpie::executor
