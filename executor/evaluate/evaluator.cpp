#include "executor/evaluate/evaluator.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "executor/error.hpp"
#include "tables/builder.hpp"

namespace kelpie::executor {

using tables::Dictionary;
using tables::Value;
using tables::Vector;

namespace {

/// What a call made of a dictionary: kept so that the next batches only change the dictionary under their codes.
class DictionaryResults {
 public:
  struct Entry {
    std::shared_ptr<const Dictionary> from;
    std::vector<Value> beside;             // the arguments that are one value in this batch and may be another in the next
    std::shared_ptr<const Dictionary> to;  // empty until it pays to compute it
    std::size_t rows_seen = 0;
  };
  /// The entry of a dictionary; counts the rows that want it. Copies, so that no lock is held while a kernel runs.
  Entry look(const std::shared_ptr<const Dictionary>& from, const std::vector<Value>& beside, std::size_t rows) {
    const std::lock_guard lock(mutex_);
    for (Entry& entry : entries_) {
      if (entry.from == from && entry.beside == beside) {
        entry.rows_seen += rows;
        return entry;
      }
    }
    if (entries_.size() >= capacity) entries_.erase(entries_.begin());
    entries_.push_back({from, beside, nullptr, rows});
    return entries_.back();
  }
  std::shared_ptr<const Dictionary> keep(const std::shared_ptr<const Dictionary>& from, const std::vector<Value>& beside,
                                         std::shared_ptr<const Dictionary> to) {
    const std::lock_guard lock(mutex_);
    for (Entry& entry : entries_) {
      if (entry.from == from && entry.beside == beside) {
        if (!entry.to) entry.to = std::move(to);
        return entry.to;  // the first wins, so that identity is stable
      }
    }
    return to;
  }

 private:
  static constexpr std::size_t capacity = 256;
  std::mutex mutex_;
  std::vector<Entry> entries_;
};

struct Node {
  enum class Kind { constant, column, call } kind = Kind::constant;
  tables::Type type = tables::Type::dynamic;
  std::size_t column = 0;                // of a column
  std::optional<Value> constant;         // of a constant
  std::shared_ptr<const Kernel> kernel;  // of a call
  std::vector<std::size_t> arguments;    // node numbers
  bool deterministic = true;
  mutable DictionaryResults results;
};

}  // namespace

struct Evaluator::Program {
  std::vector<std::unique_ptr<Node>> nodes;  // arguments before their calls
  std::vector<std::size_t> outputs;
  std::map<std::string, std::size_t> known;

  std::size_t compile(const ExpressionPtr& expression, const std::vector<PlanColumn>& layout, const SubqueryResolver& resolve);
  std::size_t compile_call(const Expression& expression, const FunctionCall& call, const std::vector<PlanColumn>& layout,
                           const SubqueryResolver& resolve);
  const Vector& value(std::size_t index, const Batch& batch, std::vector<std::optional<Vector>>& memo) const;
  Vector call(const Node& node, std::span<const Vector> arguments, std::size_t rows) const;
};

namespace {

std::size_t add_constant(std::vector<std::unique_ptr<Node>>& nodes, Value value) {
  auto node = std::make_unique<Node>();
  node->kind = Node::Kind::constant;
  node->type = value.type();
  node->constant = std::move(value);
  nodes.push_back(std::move(node));
  return nodes.size() - 1;
}

}  // namespace

std::size_t Evaluator::Program::compile(const ExpressionPtr& expression, const std::vector<PlanColumn>& layout,
                                        const SubqueryResolver& resolve) {
  if (const auto* constant = std::get_if<Constant>(&expression->node)) return add_constant(nodes, constant->value);
  if (const auto* column = std::get_if<ColumnReference>(&expression->node)) {
    const std::string key = "#" + std::to_string(column->id);
    if (const auto found = known.find(key); found != known.end()) return found->second;
    const auto position = position_of(layout, column->id);
    if (!position) throw std::logic_error("column " + column->name + "#" + std::to_string(column->id) + " is not in the layout");
    auto node = std::make_unique<Node>();
    node->kind = Node::Kind::column;
    node->type = expression->type;
    node->column = *position;
    nodes.push_back(std::move(node));
    return known[key] = nodes.size() - 1;
  }
  if (const auto* call = std::get_if<FunctionCall>(&expression->node)) {
    if (!is_deterministic(*expression)) return compile_call(*expression, *call, layout, resolve);
    std::string key = std::string(tables::name_of(expression->type)) + ":" + to_text(*expression, true);
    if (const auto found = known.find(key); found != known.end()) return found->second;
    const std::size_t index = compile_call(*expression, *call, layout, resolve);
    known[std::move(key)] = index;
    return index;
  }
  return add_constant(nodes, resolve(*expression));
}

std::size_t Evaluator::Program::compile_call(const Expression& expression, const FunctionCall& call,
                                             const std::vector<PlanColumn>& layout, const SubqueryResolver& resolve) {
  auto node = std::make_unique<Node>();
  node->kind = Node::Kind::call;
  node->type = expression.type;
  node->deterministic = call.function->deterministic;
  std::vector<tables::Type> types;
  std::vector<std::optional<Value>> constants;
  bool all_constant = true;
  for (const ExpressionPtr& argument : call.arguments) {
    const std::size_t index = compile(argument, layout, resolve);
    node->arguments.push_back(index);
    types.push_back(nodes[index]->type);
    constants.push_back(nodes[index]->constant);
    all_constant &= nodes[index]->constant.has_value();
  }
  node->kernel = call.overload->kernel(CallSite{types, constants, expression.type});
  if (all_constant && node->deterministic) {
    std::vector<Vector> arguments;
    for (const auto& constant : constants) arguments.push_back(Vector::constant(*constant, 1));
    return add_constant(nodes, node->kernel->evaluate(arguments, 1).value_at(0));
  }
  nodes.push_back(std::move(node));
  return nodes.size() - 1;
}

Vector Evaluator::Program::call(const Node& node, std::span<const Vector> arguments, std::size_t rows) const {
  // A constant over no rows has no value to look at.
  if (rows == 0) return Vector::null(node.type, 0);
  // One set of codes among the arguments, the rest constant: compute per distinct value.
  const Vector* coded = nullptr;
  bool per_distinct = node.deterministic;
  bool all_constant = node.deterministic && !arguments.empty();
  for (const Vector& argument : arguments) {
    all_constant &= argument.is_constant();
    if (argument.is_constant()) continue;
    if (!argument.is_dictionary()) {
      per_distinct = false;
    } else if (coded == nullptr) {
      coded = &argument;
    } else {
      // The same codes over another dictionary are in step only when both came from one column; one dictionary is enough to key the cache.
      per_distinct &= coded->raw_codes() == argument.raw_codes() && coded->dictionary() == argument.dictionary();
    }
  }
  if (all_constant) {
    std::vector<Vector> single;
    for (const Vector& argument : arguments) single.push_back(argument.slice(0, 1));
    return Vector::constant(node.kernel->evaluate(single, 1).value_at(0), rows);
  }
  if (per_distinct && coded != nullptr) {
    if (auto direct = node.kernel->evaluate_codes(arguments, rows)) return *std::move(direct);
    std::vector<Value> beside;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      if (arguments[i].is_constant() && !nodes[node.arguments[i]]->constant) beside.push_back(arguments[i].value_at(0));
    }
    const auto entry = node.results.look(coded->dictionary(), beside, rows);
    std::shared_ptr<const Dictionary> to = entry.to;
    if (!to && coded->dictionary()->size() <= 2 * entry.rows_seen + 64) {
      const std::size_t size = coded->dictionary()->size();
      std::vector<Vector> values;
      for (const Vector& argument : arguments) {
        values.push_back(argument.is_constant() ? Vector::constant(argument.value_at(0), size) : argument.dictionary()->values());
      }
      to = node.results.keep(coded->dictionary(), beside,
                             std::make_shared<const Dictionary>(node.kernel->evaluate(values, size).flattened(), false));
    }
    if (to) return coded->with_dictionary(std::move(to));
  }
  std::vector<Vector> flat;
  flat.reserve(arguments.size());
  for (const Vector& argument : arguments) flat.push_back(argument.is_dictionary() ? argument.flattened() : argument);
  return node.kernel->evaluate(flat, rows);
}

const Vector& Evaluator::Program::value(std::size_t index, const Batch& batch, std::vector<std::optional<Vector>>& memo) const {
  if (memo[index]) return *memo[index];
  const Node& node = *nodes[index];
  switch (node.kind) {
    case Node::Kind::constant: memo[index] = Vector::constant(*node.constant, batch.rows); break;
    case Node::Kind::column: memo[index] = batch.columns[node.column]; break;
    case Node::Kind::call: {
      std::vector<Vector> arguments;
      arguments.reserve(node.arguments.size());
      for (const std::size_t argument : node.arguments) arguments.push_back(value(argument, batch, memo));
      memo[index] = call(node, arguments, batch.rows);
      break;
    }
  }
  return *memo[index];
}

Evaluator::Evaluator(std::span<const ExpressionPtr> expressions, const std::vector<PlanColumn>& layout, const SubqueryResolver& resolve) {
  auto program = std::make_unique<Program>();
  for (const ExpressionPtr& expression : expressions) program->outputs.push_back(program->compile(expression, layout, resolve));
  program_ = std::move(program);
}

Evaluator::~Evaluator() = default;
Evaluator::Evaluator(Evaluator&&) noexcept = default;
Evaluator& Evaluator::operator=(Evaluator&&) noexcept = default;

std::vector<Vector> Evaluator::evaluate(const Batch& batch) const {
  std::vector<std::optional<Vector>> memo(program_->nodes.size());
  std::vector<Vector> results;
  results.reserve(program_->outputs.size());
  for (const std::size_t output : program_->outputs) results.push_back(program_->value(output, batch, memo));
  return results;
}

Vector Evaluator::evaluate(const Batch& batch, std::size_t index) const {
  std::vector<std::optional<Vector>> memo(program_->nodes.size());
  return program_->value(program_->outputs[index], batch, memo);
}

std::size_t Evaluator::size() const { return program_->outputs.size(); }

Value evaluate_constant(const ExpressionPtr& expression, const Evaluator::SubqueryResolver& resolve) {
  const Evaluator evaluator(std::span(&expression, 1), {}, resolve);
  return evaluator.evaluate(Batch{1, {}, 0}, 0).value_at(0);
}

}  // namespace kelpie::executor
