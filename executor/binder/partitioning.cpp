#include "executor/binder/binder.hpp"
#include "executor/binder/handed_in_rows.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Value;

namespace {

/// The strategy whose sub-query may have a source of its own takes so many keys (Kusto reference: "partition
/// operator").
constexpr std::uint64_t legacy_keys = 64;

}  // namespace

std::optional<Relation> Binder::bind(const parser::PartitionOperator& op, Relation input,
                                     const EnvironmentPtr& environment) {
  std::string strategy = "legacy";
  if (const parser::Parameter* hint = find_parameter(op.parameters, "hint.strategy")) {
    strategy = parameter_word(*hint);
    if (strategy != "legacy" && strategy != "native" && strategy != "shuffle") {
      error("KS151", "The strategy of partition is legacy, native or shuffle, not '" + strategy + "'.", hint->span);
      return std::nullopt;
    }
  }
  const auto most_keys = strategy == "legacy" ? std::optional(legacy_keys) : std::nullopt;
  const ExpressionPtr key = bind_expression(op.by, {environment, &input});
  const auto* column = key ? std::get_if<ColumnReference>(&key->node) : nullptr;
  if (key && column == nullptr) {
    error("KS109", "Column name expected.", span_of(op.by), "extend the rows by what is to be the key first");
  } else if (key && key->type == Type::dynamic && !input.open) {
    error("KS108", "The value of type 'dynamic' is not allowed in this context.", span_of(op.by),
          "convert the key: tostring(), tolong(), todatetime() ...");
    column = nullptr;
  }
  if (op.braces) {
    if (strategy != "legacy") {
      error("KS151", "A sub-query with a table of its own goes with hint.strategy=legacy only.", op.span,
            "put the sub-query in parentheses, without a table");
      return std::nullopt;
    }
    if (column == nullptr) return std::nullopt;
    return bind_for_each_key(op, input, {column->id, column->name, key->type}, most_keys, environment);
  }
  Relation part;
  part.plan = make_plan(ApplyInput{}, {}, input.columns(), op.span);
  part.serialized = input.serialized;
  part.open = input.open;
  auto result = bind_pipeline(*op.subquery, environment, &part);
  if (!result || column == nullptr) {
    input.open = true;
    return input;
  }
  if (has_value_of_rows_handed_in(*result->plan)) {
    if (strategy == "legacy") {
      Relation kept = input;
      kept.plan = make_plan(Materialize{}, {input.plan}, input.columns(), op.span);
      return bind_for_each_key(op, kept, {column->id, column->name, key->type}, most_keys, environment);
    }
    error("KS151", "A sub-query that takes a value of its own rows as a whole goes with hint.strategy=legacy only.",
          op.span);
    return std::nullopt;
  }
  // The sub-query may hand a column on twice, or give it another name.
  Project project;
  std::vector<PlanColumn> columns;
  for (const PlanColumn& made : result->columns()) {
    project.expressions.push_back(reference(made));
    columns.push_back(new_column(made.name, made.type));
    if (is_hidden(made)) hidden_.insert(columns.back().id);
  }
  const PlanPtr subplan = make_plan(std::move(project), {result->plan}, columns, op.span);
  input.plan = make_plan(PartitionRows{key, subplan, most_keys}, {input.plan}, std::move(columns), op.span);
  input.open |= result->open;
  input.serialized = false;
  input.name.clear();
  return input;
}

std::optional<Relation> Binder::bind_for_each_key(const parser::PartitionOperator& op, const Relation& input,
                                                  const PlanColumn& key, std::optional<std::uint64_t> most_keys,
                                                  const EnvironmentPtr& environment) {
  const auto bind_with = [&](const Value& value) -> std::optional<Relation> {
    const ExpressionPtr own = make_constant(value, span_of(op.by));
    if (op.braces) return bind_pipeline(*op.subquery, Environment::define(environment, key.name, ScalarBinding{own}));
    const bool missing = value.is_null();
    const ExpressionPtr is_own =
        missing ? make_call("isnull", {reference(key)}, op.span) : make_call("==", {reference(key), own}, op.span);
    Relation part = input;
    part.plan = make_plan(Filter{{is_own}}, {input.plan}, input.columns(), op.span);
    part = with_new_ids(part);
    return bind_pipeline(*op.subquery, environment, &part);
  };
  // A query that is only checked has no keys: any value tells the columns.
  if (!options_.run) return bind_with(Value(key.type));
  if (reads_rows_handed_in(*input.plan)) {
    error("KS151",
          "A sub-query that reads other tables, or its own rows once more, cannot stand within another sub-query.",
          op.span);
    return std::nullopt;
  }
  const std::vector<PlanColumn> columns{new_column(key.name, key.type)};
  const Batches keys = options_.run(make_plan(Aggregate{{reference(key)}, {}}, {input.plan}, columns, op.span));
  if (most_keys && row_count(keys) > *most_keys) {
    error("E_PARTITION_COUNT_EXCEEDED",
          "partition by has " + std::to_string(row_count(keys)) + " keys; the limit is " + std::to_string(*most_keys) +
              ".",
          op.span);
    return std::nullopt;
  }
  std::vector<Relation> parts;
  for (const Batch& batch : keys) {
    for (std::size_t row = 0; row < batch.rows; ++row) {
      auto part = bind_with(batch.columns.front().value_at(row));
      if (!part) return std::nullopt;
      parts.push_back(std::move(*part));
    }
  }
  if (!parts.empty()) return unite(std::move(parts), false, {}, op.span);
  auto none = bind_with(Value(key.type));
  if (!none) return std::nullopt;
  const std::vector<PlanColumn> shown = none->columns();
  none->plan = make_plan(Filter{{make_constant(Value::boolean(false))}}, {none->plan}, shown, op.span);
  return none;
}

}  // namespace kelpie::executor
