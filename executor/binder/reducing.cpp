#include "executor/binder/binder.hpp"
#include "executor/operators/patterns/reduce_function.hpp"

namespace kelpie::executor {

using tables::Type;

namespace {

/// threshold and characters; nothing after an error.
std::optional<LogClusterOptions> cluster_options(Binder& binder, const parser::ReduceOperator& op,
                                                 const EnvironmentPtr& environment) {
  LogClusterOptions options;
  if (const parser::Parameter* written = binder.find_parameter(op.parameters, "threshold")) {
    ExpressionPtr bound = binder.bind_expression(written->value, {environment});
    if (bound && tables::is_numeric(bound->type)) bound = binder.cast(bound, Type::real);
    const auto value = bound ? binder.constant_value(bound, "The threshold of reduce") : std::nullopt;
    if (!value) return std::nullopt;
    if (value->type() != Type::real || value->is_null() || !(value->as_real() >= 0 && value->as_real() <= 1)) {
      binder.error("KS109", "The threshold of reduce is a number from 0 to 1.", written->span);
      return std::nullopt;
    }
    options.threshold = value->as_real();
  }
  if (const parser::Parameter* written = binder.find_parameter(op.parameters, "characters")) {
    const ExpressionPtr bound = binder.bind_expression(written->value, {environment});
    const auto value = bound ? binder.constant_value(bound, "The characters of reduce") : std::nullopt;
    if (!value) return std::nullopt;
    if (value->type() != Type::string) {
      binder.error("KS109", "The characters of reduce are a text: those that stand between words.", written->span);
      return std::nullopt;
    }
    options.separators = value->as_text();
  }
  return options;
}

}  // namespace

std::optional<Relation> Binder::bind(const parser::ReduceOperator& op, Relation input,
                                     const EnvironmentPtr& environment) {
  bool keeps_rows = false;
  if (const parser::Parameter* kind = find_parameter(op.parameters, "kind")) {
    if (parameter_word(*kind) != "source") {
      error("KS109", "The kind of reduce can only be 'source'.", kind->span);
      return std::nullopt;
    }
    keeps_rows = true;
  }
  const auto options = cluster_options(*this, op, environment);
  ExpressionPtr text = bind_expression(op.by, {environment, &input});
  if (!text || !options) return std::nullopt;
  text = cast(text, Type::string);
  Project project;
  std::vector<PlanColumn> columns;
  if (keeps_rows) columns = visible_columns(input);
  for (const PlanColumn& column : columns) project.expressions.push_back(reference(column));
  const std::size_t position = columns.size();
  project.expressions.push_back(text);
  columns.push_back(new_column("text", Type::string));
  PlanPtr plan = make_plan(std::move(project), {input.plan}, columns, op.span);
  columns.pop_back();
  if (keeps_rows) {
    UniqueNames names;
    for (PlanColumn& column : columns) column = new_column(names.add(column.name), column.type);
    columns.push_back(new_column(names.add("Pattern"), Type::string));
  } else {
    columns = {new_column("Pattern", Type::string), new_column("Count", Type::long_),
               new_column("Representative", Type::string)};
  }
  Relation result;
  result.open = input.open && keeps_rows;
  result.plan = make_plan(ComputeRows{make_reduce(position, keeps_rows, *options)}, {std::move(plan)},
                          std::move(columns), op.span);
  return result;
}

}  // namespace kelpie::executor
