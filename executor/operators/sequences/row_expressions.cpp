#include "executor/operators/sequences/row_expressions.hpp"

#include <algorithm>
#include <optional>

#include "executor/operators/selection.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Value;
using tables::Vector;

namespace {

struct Node {
  enum class Kind { fixed, changing, call } kind = Kind::fixed;
  std::size_t place = 0;                 // among the fixed parts, or among the changing columns
  std::shared_ptr<const Kernel> kernel;  // of a call
  std::vector<std::size_t> arguments;    // node numbers
  std::vector<Vector> values;            // of the arguments, for the row at hand
};

/// A condition holds where its fixed conjuncts, taken together, and each of the others do.
struct Condition {
  std::vector<ExpressionPtr> fixed;
  std::vector<std::uint8_t> mask;  // of the rows at hand; empty: all of them
  std::vector<std::size_t> nodes;
};

}  // namespace

struct RowExpressions::Program {
  Program(const std::vector<PlanColumn>& columns, std::vector<ColumnId> columns_that_change, Execution& run)
      : layout(columns), changing(std::move(columns_that_change)), execution(run) {}

  [[nodiscard]] std::optional<std::size_t> place_of(ColumnId id) const {
    const auto found = std::find(changing.begin(), changing.end(), id);
    return found == changing.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - changing.begin()));
  }
  [[nodiscard]] bool changes(const Expression& expression) const {
    bool any = false;
    for_each_column(expression, [&](const ColumnReference& column) { any |= place_of(column.id).has_value(); });
    return any;
  }
  std::size_t compile(const ExpressionPtr& expression);
  std::size_t compile_call(const Expression& expression, const FunctionCall& call);
  [[nodiscard]] Vector value(std::size_t node, std::uint32_t row, const Changing& read);

  std::vector<PlanColumn> layout;
  std::vector<ColumnId> changing;
  Execution& execution;
  std::vector<Node> nodes;
  std::vector<std::size_t> values;  // nodes
  std::vector<Condition> conditions;
  std::vector<ExpressionPtr> fixed;  // the parts that do not change,
  std::vector<Vector> prepared;      // over the rows at hand: flat or constant
};

std::size_t RowExpressions::Program::compile(const ExpressionPtr& expression) {
  if (!changes(*expression)) {
    const auto known = std::find(fixed.begin(), fixed.end(), expression);
    const auto place = static_cast<std::size_t>(known - fixed.begin());
    if (known == fixed.end()) fixed.push_back(expression);
    nodes.push_back({Node::Kind::fixed, place, nullptr, {}, {}});
    return nodes.size() - 1;
  }
  if (const auto* column = std::get_if<ColumnReference>(&expression->node)) {
    nodes.push_back({Node::Kind::changing, place_of(column->id).value(), nullptr, {}, {}});
    return nodes.size() - 1;
  }
  return compile_call(*expression, std::get<FunctionCall>(expression->node));
}

std::size_t RowExpressions::Program::compile_call(const Expression& expression, const FunctionCall& call) {
  Node node{Node::Kind::call, 0, nullptr, {}, std::vector<Vector>(call.arguments.size())};
  std::vector<Type> types;
  std::vector<std::optional<Value>> constants;
  for (const ExpressionPtr& argument : call.arguments) {
    node.arguments.push_back(compile(argument));
    types.push_back(argument->type);
    const bool constant = is_row_independent(*argument) && is_deterministic(*argument);
    constants.push_back(constant ? std::optional(execution.constant(argument)) : std::nullopt);
  }
  node.kernel = call.overload->kernel(CallSite{types, constants, expression.type});
  nodes.push_back(std::move(node));
  return nodes.size() - 1;
}

Vector RowExpressions::Program::value(std::size_t index, std::uint32_t row, const Changing& read) {
  Node& node = nodes[index];
  switch (node.kind) {
    case Node::Kind::fixed:
      return prepared[node.place].slice(row, 1);
    case Node::Kind::changing:
      return read.read(node.place);
    case Node::Kind::call:
      break;
  }
  for (std::size_t i = 0; i < node.arguments.size(); ++i) node.values[i] = value(node.arguments[i], row, read);
  return node.kernel->evaluate(node.values, 1);
}

RowExpressions::RowExpressions(const std::vector<PlanColumn>& layout, std::vector<ColumnId> changing,
                               Execution& execution)
    : program_(std::make_unique<Program>(layout, std::move(changing), execution)) {}
RowExpressions::~RowExpressions() = default;
RowExpressions::RowExpressions(RowExpressions&&) noexcept = default;
RowExpressions& RowExpressions::operator=(RowExpressions&&) noexcept = default;

std::size_t RowExpressions::add_value(const ExpressionPtr& value) {
  program_->values.push_back(program_->compile(value));
  return program_->values.size() - 1;
}

std::size_t RowExpressions::add_condition(const ExpressionPtr& condition) {
  std::vector<ExpressionPtr> conjuncts;
  add_conjuncts(condition, conjuncts);
  Condition taken_apart;
  for (const ExpressionPtr& conjunct : conjuncts) {
    if (program_->changes(*conjunct))
      taken_apart.nodes.push_back(program_->compile(conjunct));
    else
      taken_apart.fixed.push_back(conjunct);
  }
  program_->conditions.push_back(std::move(taken_apart));
  return program_->conditions.size() - 1;
}

void RowExpressions::prepare(const Batch& rows) {
  program_->prepared.clear();
  const Evaluator parts = program_->execution.evaluator(program_->fixed, program_->layout);
  for (const Vector& part : parts.evaluate(rows))
    program_->prepared.push_back(part.is_dictionary() ? part.flattened() : part);
  for (Condition& condition : program_->conditions) {
    condition.mask.clear();
    if (condition.fixed.empty()) continue;
    condition.mask.assign(rows.rows, 1);
    const Evaluator conjuncts = program_->execution.evaluator(condition.fixed, program_->layout);
    for (const Vector& conjunct : conjuncts.evaluate(rows)) and_mask(conjunct, condition.mask.data());
  }
}

Vector RowExpressions::value(std::size_t value, std::uint32_t row, const Changing& changing) {
  return program_->value(program_->values[value], row, changing);
}

bool RowExpressions::holds(std::size_t condition, std::uint32_t row, const Changing& changing) {
  const Condition& asked = program_->conditions[condition];
  if (!asked.mask.empty() && asked.mask[row] == 0) return false;
  return std::all_of(asked.nodes.begin(), asked.nodes.end(), [&](std::size_t node) {
    const Vector value = program_->value(node, row, changing);
    return (value.validity() == nullptr || value.validity()[0] != 0) && value.values<std::uint8_t>()[0] != 0;
  });
}

std::size_t RowExpressions::memory() const {
  std::size_t bytes = 0;
  for (const Vector& part : program_->prepared)
    bytes += part.is_constant() ? 0 : part.size() * sizeof(std::string_view);
  for (const Condition& condition : program_->conditions) bytes += condition.mask.size();
  return bytes;
}

}  // namespace kelpie::executor
