#include <algorithm>

#include "executor/binder/binder.hpp"
#include "executor/operators/top_nested.hpp"

// Operators that keep some values and say how often or how much: sample-distinct, top-hitters, top-nested.

namespace kelpie::executor {

using tables::Type;
using tables::Value;

namespace {

bool groupable(Type type) { return type != Type::dynamic; }

constexpr std::string_view not_dynamic = "The value of type 'dynamic' is not allowed in this context.";
constexpr std::string_view convert_it = "convert it: tostring(), tolong(), todatetime() ...";

/// The relation that an operator over groups makes.
Relation grouped(PlanPtr plan) {
  Relation result;
  result.plan = std::move(plan);
  return result;
}

}  // namespace

std::optional<Relation> Binder::bind(const parser::SampleDistinctOperator& op, Relation input,
                                     const EnvironmentPtr& environment) {
  ExpressionPtr count = bind_row_count(op.count, environment);
  ExpressionPtr value = bind_expression(op.of, {environment, &input});
  if (value && !groupable(value->type)) {
    error("KS108", std::string(not_dynamic), span_of(op.of), std::string(convert_it));
    value = nullptr;
  }
  if (!count || !value) {
    input.open = true;
    return input;
  }
  UniqueNames names;
  const std::vector<PlanColumn> columns{new_column(names.add(natural_name(op.of)), value->type)};
  const PlanPtr distinct = make_plan(Aggregate{{std::move(value)}, {}}, {input.plan}, columns, op.span);
  return grouped(make_plan(Take{std::move(count)}, {distinct}, columns, op.span));
}

std::optional<Relation> Binder::bind(const parser::TopHittersOperator& op, Relation input,
                                     const EnvironmentPtr& environment) {
  ExpressionPtr count = bind_row_count(op.count, environment);
  const auto keys = bind_named(std::span(&op.of, 1), {environment, &input});
  AggregateCollector collected;
  parser::Call call{op.span, {op.span, op.by ? "sum" : "count", false}, {}, std::nullopt};
  if (op.by) {
    call.span = span_of(*op.by);
    call.arguments.push_back({call.span, std::nullopt, *op.by});
  }
  const ExpressionPtr amount =
      bind_aggregate(*functions_.find_aggregate(call.function.text), call, {environment, &input, nullptr, &collected});
  bool sound = count && keys && amount;
  if (keys && !groupable(keys->front().value->type)) {
    error("KS108", std::string(not_dynamic), op.of.span, std::string(convert_it));
    sound = false;
  }
  if (!sound) {
    input.open = true;
    return input;
  }
  UniqueNames names;
  const NamedValue& key = keys->front();
  std::vector<PlanColumn> columns{new_column(names.add(key.name), key.value->type)};
  columns.push_back(collected.columns.front());
  columns.back().name = names.add(op.by ? "approximate_sum_" + natural_name(*op.by) : "approximate_count_" + key.name);
  Relation result =
      grouped(make_plan(Aggregate{{key.value}, std::move(collected.calls)}, {input.plan}, columns, op.span));
  // Of equal amounts the values that were met last come first.
  WindowCollector windows{true, {{"row_number", {}}}, {new_column("", Type::long_)}};
  const PlanColumn place = windows.columns.front();
  result = with_windows(std::move(result), windows);
  result.plan =
      make_plan(Top{std::move(count), {{reference(columns.back()), false, false}, {reference(place), false, false}}},
                {result.plan}, columns, op.span);
  result.serialized = true;
  return result;
}

std::optional<Relation> Binder::bind(const parser::TopNestedOperator& op, Relation input,
                                     const EnvironmentPtr& environment) {
  std::vector<TopNestedLevel> levels;
  std::vector<ExpressionPtr> expressions;
  std::vector<PlanColumn> columns;
  UniqueNames names;
  bool sound = true;
  for (const parser::TopNestedLevel& written : op.levels) {
    TopNestedLevel level;
    if (written.count) {
      const ExpressionPtr count = bind_row_count(*written.count, environment);
      const auto most = count ? constant_value(count, "The number of values of a level") : std::nullopt;
      if (most && (most->is_null() || most->as_integer() < 0)) {
        error("KS106", "The number of values of a level must not be negative.", span_of(*written.count));
        sound = false;
      } else if (most) {
        level.most = static_cast<std::uint64_t>(most->as_integer());
      }
      sound &= most.has_value();
    }
    const auto keys = bind_named(std::span(&written.of, 1), {environment, &input});
    if (keys && !groupable(keys->front().value->type)) {
      error("KS108", std::string(not_dynamic), written.of.span, std::string(convert_it));
      sound = false;
    }
    if (written.with_others && keys) {
      const Type type = keys->front().value->type;
      const ExpressionPtr others = bind_expression(*written.with_others, {environment});
      if (others && others->type != type && !(tables::is_numeric(others->type) && tables::is_numeric(type))) {
        error("KS106",
              "What stands for the others must have the type of the values, " + std::string(tables::name_of(type)) +
                  "; this is of type " + std::string(tables::name_of(others->type)) + ".",
              span_of(*written.with_others), "group by tostring(...) where a text is to stand for the others");
        sound = false;
      } else {
        level.others = others ? constant_value(cast(others, type), "What stands for the others") : std::nullopt;
        sound &= level.others.has_value();
      }
    }
    AggregateCollector collected;
    const ExpressionPtr made = bind_expression(written.by.value, {environment, &input, nullptr, &collected});
    if (made && (collected.calls.empty() || collected.columns.size() != collected.calls.size())) {
      error("KS113", "A level of top-nested is ordered by aggregates of one value each, such as sum() or count().",
            written.by.span);
      sound = false;
    } else if (made) {
      for_each_column(*made, [&](const ColumnReference& column) {
        if (position_of(collected.columns, column.id)) return;
        error("KS113", "'" + column.name + "' must be inside an aggregate.", written.by.span);
        sound = false;
      });
    }
    if (!keys || !made || !sound) {
      sound = false;
      continue;
    }
    level.ascending = written.ascending.value_or(false);
    expressions.push_back(keys->front().value);
    for (AggregateCall& call : collected.calls) {
      level.arguments.push_back(call.arguments.size());
      expressions.insert(expressions.end(), call.arguments.begin(), call.arguments.end());
      call.arguments.clear();
    }
    expressions.push_back(made);
    level.calls = std::move(collected.calls);
    level.results = std::move(collected.columns);
    columns.push_back(new_column(names.add(keys->front().name), keys->front().value->type));
    columns.push_back(new_column(
        names.add(written.by.names.empty() ? "aggregated_" + columns.back().name : written.by.names.front().text),
        made->type));
    levels.push_back(std::move(level));
  }
  if (!sound) {
    input.open = true;
    return input;
  }
  // Only what is read of a row is handed in.
  std::set<ColumnId> read;
  for (const ExpressionPtr& expression : expressions) {
    for_each_column(*expression, [&](const ColumnReference& column) { read.insert(column.id); });
  }
  std::vector<std::size_t> positions;
  for (std::size_t i = 0; i < input.columns().size(); ++i) {
    if (read.contains(input.columns()[i].id)) positions.push_back(i);
  }
  const Relation narrow = select(std::move(input), positions);
  Relation result = grouped(make_plan(ComputeRows{make_top_nested(std::move(levels)), std::move(expressions)},
                                      {narrow.plan}, std::move(columns), op.span));
  result.serialized = true;
  return result;
}

}  // namespace kelpie::executor
