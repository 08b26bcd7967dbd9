#include <algorithm>

#include "executor/binder/binder.hpp"

namespace kelpie::executor {

using tables::Type;

namespace {

bool is_number(Type type) { return tables::is_integer(type) || type == Type::real; }

}  // namespace

std::optional<Binder::SeriesAxis> Binder::bind_axis(const parser::MakeSeriesOperator& op, const Relation& input, const EnvironmentPtr& environment) {
  SeriesAxis axis;
  axis.value = bind_expression(op.axis.value, {environment, &input});
  const auto bound = [&](const std::optional<parser::Expression>& written) { return written ? bind_expression(*written, {environment}) : nullptr; };
  axis.from = bound(op.from);
  axis.to = bound(op.to);
  axis.step = bound(op.step);
  if (!axis.value || (op.from && !axis.from) || (op.to && !axis.to) || !axis.step) return std::nullopt;

  Type type = axis.value->type;
  if (type != Type::datetime && type != Type::timespan && !is_number(type)) {
    error("KS107", "A series goes along a datetime, a timespan or a number; this is of type " + std::string(tables::name_of(type)) + ".", op.axis.span);
    return std::nullopt;
  }
  if (is_number(type)) {
    type = Type::long_;
    for (const ExpressionPtr& part : {axis.value, axis.from, axis.to, axis.step}) {
      if (part && part->type == Type::real) type = Type::real;
    }
  }
  bool sound = true;
  const auto fit = [&](ExpressionPtr& part, Type wanted, const std::optional<parser::Expression>& written, const char* what) {
    if (!part || part->type == wanted) return;
    if ((is_number(part->type) && is_number(wanted)) || part->type == Type::dynamic) {
      part = cast(part, wanted);
      return;
    }
    error("KS107", std::string(what) + " of the series must be of type " + std::string(tables::name_of(wanted)) + "; it is of type " +
                       std::string(tables::name_of(part->type)) + ".", span_of(*written));
    sound = false;
  };
  if (is_number(type)) axis.value = cast(axis.value, type);
  fit(axis.from, type, op.from, "The begin");
  fit(axis.to, type, op.to, "The end");
  fit(axis.step, type == Type::datetime ? Type::timespan : type, op.step, "The step");
  if (!sound) return std::nullopt;

  const auto call = [&](std::string_view name, std::vector<ExpressionPtr> arguments) { return make_call(name, std::move(arguments), op.axis.span); };
  if (op.in_range) {
    axis.bin = call("bin", {axis.value, axis.step});
    axis.within = {call(">=", {axis.value, call("bin", {axis.from, axis.step})}),
                   call("<", {axis.value, call("+", {call("bin", {axis.to, axis.step}), axis.step})})};
  } else {
    axis.bin = axis.from ? call("bin_at", {axis.value, axis.step, axis.from}) : call("bin", {axis.value, axis.step});
    if (axis.from) axis.within.push_back(call(">=", {axis.value, axis.from}));
    if (axis.to) axis.within.push_back(call("<", {axis.value, axis.to}));
  }
  const bool complete = axis.bin && std::all_of(axis.within.begin(), axis.within.end(), [](const ExpressionPtr& part) { return part != nullptr; });
  return complete ? std::optional(std::move(axis)) : std::nullopt;
}

ExpressionPtr Binder::bind_series_default(const parser::MakeSeriesAggregate& aggregate, Type type, const EnvironmentPtr& environment) {
  ExpressionPtr value = bind_expression(*aggregate.default_value, {environment});
  if (!value) return nullptr;
  if (value->type == type) return value;
  if ((is_number(value->type) && is_number(type)) || value->type == Type::dynamic) return cast(std::move(value), type);
  return value;
}

// The rows are filtered and summarized by keys and bin like any others; the operator lays the groups out as arrays.
std::optional<Relation> Binder::bind(const parser::MakeSeriesOperator& op, Relation input, const EnvironmentPtr& environment) {
  auto keys = bind_named(op.by, {environment, &input});
  auto axis = bind_axis(op, input, environment);
  bool sound = keys && axis;
  if (keys) {
    for (const NamedValue& key : *keys) {
      if (key.value->type != Type::dynamic || is_believed(*key.value)) continue;
      error("KS108", "The value of type 'dynamic' is not allowed in this context.", key.span, "convert the key: tostring(), tolong(), todatetime() ...");
      sound = false;
    }
  }
  MakeSeries series;
  AggregateCollector collected;
  std::vector<std::string> value_names;
  for (const parser::MakeSeriesAggregate& item : op.aggregates) {
    const std::size_t before = collected.columns.size();
    const ExpressionPtr value = bind_expression(item.value.value, {environment, &input, nullptr, &collected, nullptr});
    if (!value) {
      sound = false;
      continue;
    }
    const auto* plain = std::get_if<ColumnReference>(&value->node);
    if (collected.columns.size() == before || plain == nullptr || plain->id != collected.columns[before].id) {
      error("KS113", "A series is made of an aggregate alone: count(), avg(x) ...", item.span);
      sound = false;
      continue;
    }
    for (std::size_t i = before; i < collected.columns.size(); ++i) {
      const bool single = collected.columns.size() == before + 1;
      std::string name = single ? natural_name(item.value.value) : collected.columns[i].name;
      if (i - before < item.value.names.size()) name = item.value.names[i - before].text;
      value_names.push_back(std::move(name));
      series.defaults.push_back(item.default_value ? bind_series_default(item, collected.columns[i].type, environment) : nullptr);
      sound &= !item.default_value || series.defaults.back() != nullptr;
    }
  }
  if (const parser::Parameter* kind = find_parameter(op.parameters, "kind")) {
    series.nonempty = parameter_word(*kind) == "nonempty";
    if (!series.nonempty) {
      error("KS111", "make-series knows the kind nonempty only.", kind->span);
      sound = false;
    }
  }
  if (!sound) {
    input.open = true;
    return input;
  }

  if (!axis->within.empty()) {
    const std::vector<PlanColumn> columns = input.columns();
    input.plan = make_plan(Filter{axis->within}, {input.plan}, columns, op.span);
  }
  Aggregate aggregate;
  UniqueNames names;
  std::vector<PlanColumn> grouped, columns;
  for (const NamedValue& key : *keys) {
    aggregate.keys.push_back(key.value);
    grouped.push_back(new_column(names.add(key.name), key.value->type));
  }
  columns = grouped;
  for (const std::string& name : value_names) columns.push_back(new_column(names.add(name), Type::dynamic));
  const std::string axis_name = op.axis.names.empty() ? natural_name(op.axis.value) : op.axis.names.front().text;
  columns.push_back(new_column(names.add(axis_name), Type::dynamic));
  series.keys = grouped.size();
  aggregate.keys.push_back(axis->bin);
  grouped.push_back(new_column(axis_name, axis->bin->type));
  aggregate.calls = std::move(collected.calls);
  grouped.insert(grouped.end(), collected.columns.begin(), collected.columns.end());
  input.plan = make_plan(std::move(aggregate), {input.plan}, std::move(grouped), op.span);
  series.from = axis->from;
  series.to = axis->to;
  series.step = axis->step;
  series.in_range = op.in_range;
  input.plan = make_plan(std::move(series), {input.plan}, std::move(columns), op.span);
  input.serialized = false;
  input.open = false;
  input.name.clear();
  input.render.reset();
  return input;
}

}  // namespace kelpie::executor
