#include "rules/incremental/plan_text.hpp"

#include <bit>

#include "executor/optimizer/rewrite.hpp"
#include "tables/text.hpp"

namespace kelpie::rules {

using executor::Expression;
using executor::PlanNode;

void PlanText::add(std::string_view word) {
  text_ += std::to_string(word.size());
  text_ += ':';
  text_ += word;
}

void PlanText::add_column(executor::ColumnId id) {
  text_ += '#';
  text_ += std::to_string(columns_.emplace(id, columns_.size()).first->second);
}

void PlanText::add_value(const tables::Value& value) {
  add(tables::name_of(value.type()));
  if (value.is_null()) {
    text_ += '!';
  } else if (tables::physical_of(value.type()) == tables::Physical::text) {
    add(value.as_text());
  } else if (value.type() == tables::Type::real) {
    text_ += std::to_string(std::bit_cast<std::uint64_t>(value.as_real()));
  } else {
    add(tables::to_text(value));
  }
}

void PlanText::add(const Expression& expression) {
  text_ += '(';
  if (const auto* constant = std::get_if<executor::Constant>(&expression.node)) {
    add_value(constant->value);
  } else if (const auto* column = std::get_if<executor::ColumnReference>(&expression.node)) {
    add_column(column->id);
  } else if (const auto* call = std::get_if<executor::FunctionCall>(&expression.node)) {
    add(call->function->name);
    add(call->overload->signature);
    add(tables::name_of(expression.type));
    for (const executor::ExpressionPtr& argument : call->arguments) add(*argument);
  } else if (const auto* scalar = std::get_if<executor::ScalarSubquery>(&expression.node)) {
    text_ += "scalar";
    add(*scalar->plan);
  } else if (const auto* list = std::get_if<executor::ListSubquery>(&expression.node)) {
    text_ += "list";
    add(*list->plan);
  }
  text_ += ')';
}

void PlanText::add_details(const PlanNode& plan) {
  if (const auto* scan = std::get_if<executor::ScanTable>(&plan.op)) {
    add(scan->table->schema().name);
    for (const std::size_t column : scan->table_columns) add(std::to_string(column));
    for (const auto& [position, path] : scan->paths) {
      add("path " + std::to_string(position));
      for (const std::string& key : path.keys) add(key);
    }
  } else if (const auto* rows = std::get_if<executor::ConstantRows>(&plan.op)) {
    for (const executor::Batch& batch : *rows->batches) {
      for (const tables::Vector& column : batch.columns) {
        for (std::size_t row = 0; row < batch.rows; ++row) add_value(column.value_at(row));
      }
    }
  } else if (const auto* aggregate = std::get_if<executor::Aggregate>(&plan.op)) {
    for (const executor::AggregateCall& call : aggregate->calls) {
      add(call.function->name);
      add(call.overload->signature);
      add(std::to_string(call.arguments.size()));
    }
  } else if (const auto* expand = std::get_if<executor::ExpandArrays>(&plan.op)) {
    add_expansion(*expand);
  } else if (const auto* apply = std::get_if<executor::ApplyToArrays>(&plan.op)) {
    add_expansion(apply->expand);
    for (const executor::PlanColumn& column : apply->expanded_columns) add_column(column.id);
  } else if (const auto* parse = std::get_if<executor::ParseText>(&plan.op)) {
    add(std::to_string(static_cast<int>(parse->mode)) + parse->flags + (parse->drop_unmatched ? "!" : ""));
    for (const executor::ParseText::Item& item : parse->items) {
      add(std::to_string(static_cast<int>(item.kind)));
      add(item.text);
      add_column(item.column);
      add(tables::name_of(item.type));
    }
  } else if (const auto* pairs = std::get_if<executor::ParseKeyValues>(&plan.op)) {
    for (const std::string& word : {pairs->pair_delimiter, pairs->key_value_delimiter, pairs->escapes, pairs->regex})
      add(word);
    for (const std::string& quote : pairs->quotes) add("quote " + quote);
    add(pairs->greedy ? "greedy" : "");
    for (const executor::ParseKeyValues::Key& key : pairs->keys) {
      add(key.name);
      add_column(key.column);
      add(tables::name_of(key.type));
    }
  } else if (!std::holds_alternative<executor::Filter>(plan.op) &&
             !std::holds_alternative<executor::Project>(plan.op)) {
    // These say all that there is besides their expressions: directions of a sort, functions of a window, kinds of a
    // join.
    add(executor::to_text(*executor::make_plan(plan.op, {}, plan.columns)));
  }
}

void PlanText::add_expansion(const executor::ExpandArrays& expand) {
  for (const executor::ExpandArrays::Item& item : expand.items) {
    add_column(item.column);
    add(item.to_type ? tables::name_of(*item.to_type) : "");
  }
  if (expand.item_index) add_column(*expand.item_index);
  add((expand.bags_as_arrays ? "bags " : "") + (expand.row_limit ? std::to_string(*expand.row_limit) : std::string()));
}

void PlanText::add(const PlanNode& plan) {
  if (const auto [at, fresh] = seen_.emplace(&plan, seen_.size()); !fresh) {
    text_ += "again" + std::to_string(at->second);
    return;
  }
  text_ += "{" + std::to_string(plan.op.index());
  for (const executor::PlanPtr& input : plan.inputs) add(*input);
  add_details(plan);
  for (const executor::PlanColumn& column : plan.columns) {
    add_column(column.id);
    add(tables::name_of(column.type));
  }
  executor::for_each_expression(plan, [this](const executor::ExpressionPtr& expression) {
    if (expression)
      add(*expression);
    else
      text_ += '-';
  });
  if (const executor::PlanPtr* subplan = executor::subplan_of(plan)) add(**subplan);
  text_ += '}';
}

std::string plan_text(const PlanNode& plan) {
  PlanText text;
  text.add(plan);
  return text.text();
}

}  // namespace kelpie::rules
