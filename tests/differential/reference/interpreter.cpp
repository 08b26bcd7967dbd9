#include "reference/interpreter.hpp"

#include <algorithm>

#include "executor/error.hpp"
#include "reference/values.hpp"
#include "tables/builder.hpp"
#include "tables/dynamic.hpp"

namespace kelpie::differential {

using namespace executor;
using tables::Type;
using tables::Value;

Row picked(const Row& row, const std::vector<PlanColumn>& from, const std::vector<PlanColumn>& to) {
  Row result;
  for (const PlanColumn& column : to) result.push_back(row[position_of(from, column.id).value()]);
  return result;
}

Batch batch_of(const std::vector<Row>& rows, const std::vector<PlanColumn>& columns) {
  Batch batch{rows.size(), {}, 0};
  for (std::size_t i = 0; i < columns.size(); ++i) {
    tables::ColumnBuilder builder(columns[i].type);
    for (const Row& row : rows) {
      if (row[i].is_null())
        builder.append_null();
      else
        builder.append(row[i]);
    }
    batch.columns.push_back(builder.finish());
  }
  return batch;
}

std::vector<Row> rows_of(const Batches& batches) {
  std::vector<Row> rows;
  for (const Batch& batch : batches) {
    for (std::size_t i = 0; i < batch.rows; ++i) {
      Row row;
      for (const tables::Vector& column : batch.columns) row.push_back(column.value_at(i));
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

namespace {

/// The first words of the line that `explain` shows for a node.
std::string name_of(const PlanNode& node) {
  const std::string text = to_text(node);
  const std::size_t end = text.find_first_of(" \n");
  const std::string first = text.substr(0, end);
  if (first != "join") return first;
  return text.substr(0, text.find_first_of(" \n", end + 1));
}

}  // namespace

Interpreter::Interpreter(TableRows tables, const QueryContext& context, Coverage& coverage)
    : tables_(std::move(tables)),
      coverage_(coverage),
      execution_(context),
      expressions_([this](const Expression& subquery) { return resolve(subquery); }, coverage) {}

Relation Interpreter::run(const PlanPtr& plan, const Relation* input) {
  ++coverage_.operators[name_of(*plan)];
  std::vector<Relation> inputs;
  for (const PlanPtr& below : plan->inputs) inputs.push_back(run(below, input));
  Relation result{plan->columns, rows_of(*plan, inputs, input)};
  if (result.rows.size() > most_rows) throw NotForReference("too many rows");
  return result;
}

std::vector<Row> Interpreter::rows_of(const PlanNode& node, const Inputs& inputs, const Relation* input) {
  const auto passed = [&](std::vector<Row> rows, const std::vector<PlanColumn>& from) {
    for (Row& row : rows) row = picked(row, from, node.columns);
    return rows;
  };
  return std::visit(
      [&]<typename Operator>(const Operator& op) -> std::vector<Row> {
        if constexpr (std::is_same_v<Operator, ScanTable>)
          return scan(op);
        else if constexpr (std::is_same_v<Operator, ConstantRows>)
          return constant_rows(op, node);
        else if constexpr (std::is_same_v<Operator, RangeRows>)
          return range(op, node.columns.all().at(0));
        else if constexpr (std::is_same_v<Operator, Filter>)
          return filter(op, node, inputs[0]);
        else if constexpr (std::is_same_v<Operator, Project>)
          return project(op, inputs[0]);
        else if constexpr (std::is_same_v<Operator, Aggregate>)
          return aggregate(op, node, inputs[0]);
        else if constexpr (std::is_same_v<Operator, Sort>)
          return first(op.terms, nullptr, node, inputs[0]);
        else if constexpr (std::is_same_v<Operator, Top>)
          return first(op.terms, op.count, node, inputs[0]);
        else if constexpr (std::is_same_v<Operator, Take>)
          return first({}, op.count, node, inputs[0]);
        else if constexpr (std::is_same_v<Operator, Join>)
          return join(op, node, inputs[0], inputs[1]);
        else if constexpr (std::is_same_v<Operator, UnionAll>) {
          std::vector<Row> rows;
          for (const Relation& one : inputs) rows.insert(rows.end(), one.rows.begin(), one.rows.end());
          return rows;
        } else if constexpr (std::is_same_v<Operator, ExpandArrays>)
          return expand(op, node, inputs[0]);
        else if constexpr (std::is_same_v<Operator, ApplyToArrays>)
          return apply(op, node, inputs[0]);
        else if constexpr (std::is_same_v<Operator, ApplyInput>)
          return passed(input->rows, input->columns);
        else if constexpr (std::is_same_v<Operator, ParseText> || std::is_same_v<Operator, ParseKeyValues>)
          return engine_row_by_row(node, inputs[0]);
        else if constexpr (std::is_same_v<Operator, MakeSeries>)
          return series(op, node, inputs[0]);
        else if constexpr (std::is_same_v<Operator, Window>)
          return window(op, node, inputs[0]);
        else if constexpr (std::is_same_v<Operator, PartitionRows>)
          return partition(op, node, inputs[0]);
        else if constexpr (std::is_same_v<Operator, ComputeRows>)
          return compute(op, node, inputs);
        else if constexpr (std::is_same_v<Operator, Materialize>)
          return passed(inputs[0].rows, inputs[0].columns);
        else
          throw NotForReference("an operator whose result is any of several");
      },
      node.op);
}

Value Interpreter::resolve(const Expression& subquery) {
  const auto* scalar = std::get_if<ScalarSubquery>(&subquery.node);
  const PlanPtr& plan = scalar != nullptr ? scalar->plan : std::get<ListSubquery>(subquery.node).plan;
  if (const auto found = resolved_.find(plan.get()); found != resolved_.end()) return found->second;
  const Relation rows = run(plan, nullptr);
  Value value(subquery.type);
  if (scalar != nullptr) {
    if (!rows.rows.empty()) value = rows.rows.front().front();
  } else {
    tables::DynamicBuilder list;
    list.begin_array();
    for (const Row& row : rows.rows) list.value(row.front());
    list.end_array();
    value = Value::dynamic(list.finish());
  }
  return resolved_.emplace(plan.get(), std::move(value)).first->second;
}

Row Interpreter::values(const std::vector<ExpressionPtr>& expressions, const Relation& from, const Row& row) {
  Row result;
  for (const ExpressionPtr& expression : expressions)
    result.push_back(expressions_.evaluate(*expression, from.columns, row));
  return result;
}

std::vector<Row> Interpreter::compute(const ComputeRows& compute, const PlanNode& node, const Inputs& inputs) {
  std::vector<Batch> batches;
  for (const Relation& input : inputs) batches.push_back(batch_of(input.rows, input.columns));
  return differential::rows_of({compute.function->run(batches, node, execution_)});
}

std::vector<Row> Interpreter::engine_row_by_row(const PlanNode& node, const Relation& from) {
  PlanNode alone = node;
  alone.inputs = {make_plan(ApplyInput{}, {}, from.columns)};
  const PlanPtr plan = std::make_shared<const PlanNode>(std::move(alone));
  std::vector<Row> rows;
  for (const Row& row : from.rows) {
    const Batches input{batch_of({row}, from.columns)};
    CollectSink made;
    build(plan, execution_, &input)->run(made);
    for (Row& one : differential::rows_of(made.take())) rows.push_back(std::move(one));
  }
  return rows;
}

}  // namespace kelpie::differential
