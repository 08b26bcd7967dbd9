#include "reference/expressions.hpp"

#include "reference/operators.hpp"
#include "reference/values.hpp"

namespace kelpie::differential {

using executor::Expression;
using executor::FunctionCall;
using executor::PlanColumn;
using tables::Type;
using tables::Value;

const executor::Parameter& parameter_of(const std::vector<executor::Parameter>& parameters, std::size_t index) {
  if (index < parameters.size()) return parameters[index];
  std::size_t first = parameters.size() - 1;  // of those that repeat as a group
  while (first > 0 && parameters[first - 1].repeated) --first;
  return parameters[first + (index - first) % (parameters.size() - first)];
}

Value Expressions::evaluate(const Expression& expression, const std::vector<PlanColumn>& layout, const Row& row) {
  if (const auto* constant = std::get_if<executor::Constant>(&expression.node)) return constant->value;
  if (const auto* column = std::get_if<executor::ColumnReference>(&expression.node)) {
    return row[executor::position_of(layout, column->id).value()];
  }
  if (const auto* function = std::get_if<FunctionCall>(&expression.node))
    return call(expression, *function, layout, row);
  return resolve_(expression);
}

Value Expressions::call(const Expression& expression, const FunctionCall& call, const std::vector<PlanColumn>& layout,
                        const Row& row) {
  std::vector<Value> arguments;
  for (const executor::ExpressionPtr& argument : call.arguments) arguments.push_back(evaluate(*argument, layout, row));
  if (const auto value = central_operator(call.function->name, arguments, expression.type)) {
    ++coverage_.own_functions[call.function->name];
    return *value;
  }
  ++coverage_.kernel_functions[call.function->name];
  std::vector<tables::Vector> columns;
  for (std::size_t i = 0; i < arguments.size(); ++i)
    columns.push_back(column_of(arguments[i], call.arguments[i]->type));
  return kernel_of(expression, call).evaluate(columns, 1).value_at(0);
}

const executor::Kernel& Expressions::kernel_of(const Expression& expression, const FunctionCall& call) {
  auto& kernel = kernels_[&call];
  if (kernel) return *kernel;
  // Constants are told only where the function must know them, or where it takes a list that the central operators did
  // not understand.
  const std::string_view name = call.function->name;
  const bool list =
      name == "in" || name == "!in" || name == "in~" || name == "!in~" || name == "has_any" || name == "has_all";
  std::vector<Type> types;
  std::vector<std::optional<Value>> constants;
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    const Expression& argument = *call.arguments[i];
    types.push_back(argument.type);
    constants.emplace_back();
    const bool wanted = list ? i > 0 : parameter_of(call.overload->parameters, i).constant;
    if (wanted && executor::is_row_independent(argument)) constants.back() = constant(argument);
  }
  kernel = call.overload->kernel(executor::CallSite{types, constants, expression.type});
  return *kernel;
}

}  // namespace kelpie::differential
