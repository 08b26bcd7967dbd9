#include "executor/binder/plugins/timeline.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Value;

std::optional<Timeline> Timeline::bind(PluginArguments& arguments, std::string_view parameter) {
  auto column = arguments.column(parameter);
  if (!column) return std::nullopt;
  const Type type = column->type;
  if (type == Type::datetime || type == Type::timespan || tables::is_numeric(type)) return Timeline(std::move(*column));
  if (type == Type::dynamic && !arguments.binder().options_.run) {
    column->type = Type::datetime;  // a column that only data can tell
    return Timeline(std::move(*column));
  }
  arguments.error(std::string(parameter) + " of " + arguments.plugin() +
                      " must be a datetime, a timespan or a number; it is of type " +
                      std::string(tables::name_of(type)) + ".",
                  arguments.find(parameter)->span);
  return std::nullopt;
}

Type Timeline::distance_type() const {
  return type() == Type::datetime || type() == Type::timespan ? Type::timespan : type();
}

std::optional<Moment> Timeline::moment(PluginArguments& arguments, std::string_view parameter) const {
  const auto value = arguments.constant(parameter);
  if (!value) return std::nullopt;
  const bool fits = tables::is_numeric(type()) ? tables::is_numeric(value->type()) : value->type() == type();
  if (fits && !value->is_null()) return moment_of(*value);
  if (fits && !arguments.binder().options_.run) return Moment{0};  // only checked: its value comes with the data
  arguments.error(std::string(parameter) + " of " + arguments.plugin() + " must be of type " +
                      std::string(tables::name_of(type())) + ", as '" + column_.name + "' is.",
                  arguments.find(parameter)->span);
  return std::nullopt;
}

std::optional<Moment> Timeline::length(PluginArguments& arguments, std::string_view parameter) const {
  const auto value = arguments.constant(parameter);
  if (!value) return std::nullopt;
  const Type wanted = distance_type();
  const bool fits = tables::is_numeric(wanted) ? tables::is_numeric(value->type()) : value->type() == wanted;
  if (fits && !value->is_null() && moment_of(*value) > 0) return moment_of(*value);
  if (fits && value->is_null() && !arguments.binder().options_.run) return Moment{1};
  arguments.error(std::string(parameter) + " of " + arguments.plugin() + " must be a " +
                      std::string(tables::name_of(wanted)) + " above 0.",
                  arguments.find(parameter)->span);
  return std::nullopt;
}

std::optional<Periods> Timeline::periods(PluginArguments& arguments, std::string_view parameter, Moment origin) const {
  const parser::Argument* argument = arguments.find(parameter);
  const auto value = argument == nullptr ? std::nullopt : arguments.constant(*argument);
  if (!value) return std::nullopt;
  if (value->type() == Type::string) {
    const std::string_view unit = value->as_text();
    if (type() == Type::datetime) {
      if (unit == "week") return Periods(Periods::Unit::week);
      if (unit == "month") return Periods(Periods::Unit::month);
      if (unit == "year") return Periods(Periods::Unit::year);
    }
    arguments.error(std::string(parameter) + " of " + arguments.plugin() +
                        " is a length of time or, over datetimes, one of 'week', 'month' and 'year'.",
                    argument->span);
    return std::nullopt;
  }
  const auto length = this->length(arguments, parameter);
  return length ? std::optional(Periods(*length, origin)) : std::nullopt;
}

Value Timeline::value(Moment moment) const {
  const tables::Vector column = moment_column(type(), std::span(&moment, 1));
  return column.value_at(0);
}

Relation Timeline::activities(Binder& binder, const Relation& input, const PlanColumn& id,
                              const std::vector<PlanColumn>& dimensions, const Moment* from, const Moment* to) const {
  Relation result;
  result.plan = input.plan;
  Filter within;
  const auto bound = [&](const char* comparison, const Moment* moment) {
    if (moment == nullptr) return;
    const Value value = this->value(*moment);
    if (value.is_null()) return;  // beyond what the column can hold
    within.conjuncts.push_back(
        binder.make_call(comparison, {Binder::reference(column_), make_constant(value)}, input.plan->span));
  };
  bound(">=", from);
  bound("<=", to);
  if (!within.conjuncts.empty()) {
    result.plan = make_plan(std::move(within), {result.plan}, result.columns(), input.plan->span);
  }
  Project project;
  std::vector<PlanColumn> columns;
  const auto add = [&](const PlanColumn& column, Type type) {
    project.expressions.push_back(binder.cast(Binder::reference(column), type));
    columns.push_back(binder.new_column(column.name, type));
  };
  add(column_, type() == Type::decimal ? Type::real : type());
  add(id, id.type);
  for (const PlanColumn& dimension : dimensions) add(dimension, dimension.type);
  result.plan = make_plan(std::move(project), {result.plan}, std::move(columns), input.plan->span);
  return result;
}

std::optional<BoundActivities> bind_activities(PluginArguments& arguments) {
  if (!arguments.sound()) return std::nullopt;
  auto id = arguments.column("IdColumn");
  auto timeline = Timeline::bind(arguments, "TimelineColumn");
  auto dimensions = arguments.dimensions();
  if (!id || !timeline || !dimensions) return std::nullopt;
  return BoundActivities{std::move(*timeline), std::move(*id), std::move(*dimensions)};
}

std::size_t constants_behind_columns(Binder& binder, const parser::EvaluateOperator& op, const Relation& input,
                                     const EnvironmentPtr& environment) {
  const auto& arguments = op.call.arguments;
  std::size_t count = 0;
  while (count + 2 < arguments.size() &&
         !PluginArguments::is_column(binder, arguments[count + 2], input, environment)) {
    ++count;
  }
  return count;
}

std::vector<PlanColumn> BoundActivities::columns(Binder& binder,
                                                 std::initializer_list<std::pair<const char*, Type>> others) const {
  UniqueNames names;
  std::vector<PlanColumn> result{binder.new_column(names.add(timeline.column().name), timeline.type())};
  for (const PlanColumn& dimension : dimensions) {
    result.push_back(binder.new_column(names.add(dimension.name), dimension.type));
  }
  for (const auto& [name, type] : others) result.push_back(binder.new_column(names.add(name), type));
  return result;
}

Relation BoundActivities::relation(Binder& binder, const Relation& input, const Moment* from, const Moment* to,
                                   std::shared_ptr<const RowsFunction> function,
                                   std::vector<PlanColumn> columns) const {
  const Relation rows = timeline.activities(binder, input, id, dimensions, from, to);
  return computed_by(std::move(function), {rows.plan}, std::move(columns), input.plan->span);
}

Relation computed_by(std::shared_ptr<const RowsFunction> function, std::vector<PlanPtr> inputs,
                     std::vector<PlanColumn> columns, parser::Span span) {
  Relation result;
  result.plan = make_plan(ComputeRows{std::move(function), {}}, std::move(inputs), std::move(columns), span);
  return result;
}

}  // namespace kelpie::executor
