#include "rules/incremental/run_parameters.hpp"

#include <stdexcept>

#include "executor/evaluate/evaluator.hpp"

namespace kelpie::rules {

using executor::Expression;
using executor::PlanPtr;

RunParameter::RunParameter(std::string name) : rows_(std::make_shared<executor::Batches>(1)) {
  set(0);
  plan_ = executor::make_plan(executor::ConstantRows{rows_}, {}, {{0, std::move(name), tables::Type::datetime}});
}

void RunParameter::set(std::int64_t ticks) {
  value_ = ticks;
  rows_->front() = {1, {tables::Vector::constant(tables::Value::datetime(ticks), 1)}, 0};
}

executor::ExpressionPtr RunParameter::expression() const {
  return std::make_shared<const Expression>(Expression{tables::Type::datetime, {}, executor::ScalarSubquery{plan_}});
}

const RunParameter* RunParameters::find(const executor::PlanNode* plan) const {
  for (const RunParameter* one : {&now, &from, &to}) {
    if (one->plan().get() == plan) return one;
  }
  return nullptr;
}

bool reads_only_clock(const Expression& expression, const RunParameters& parameters) {
  bool only = true;
  executor::for_each_subquery(expression, [&](const PlanPtr& plan) { only &= plan == parameters.now.plan(); });
  return only;
}

bool reads_clock(const Expression& expression, const RunParameters& parameters) {
  bool any = false;
  executor::for_each_subquery(expression, [&](const PlanPtr& plan) { any |= plan == parameters.now.plan(); });
  return any;
}

tables::Value value_now(const executor::ExpressionPtr& expression, const RunParameters& parameters) {
  return executor::evaluate_constant(expression, [&parameters](const Expression& subquery) {
    const auto* scalar = std::get_if<executor::ScalarSubquery>(&subquery.node);
    const RunParameter* parameter = scalar == nullptr ? nullptr : parameters.find(scalar->plan.get());
    if (parameter == nullptr) throw std::logic_error("an expression reads more than the clock");
    return tables::Value::datetime(parameter->value());
  });
}

}  // namespace kelpie::rules
