#include "executor/binder/plugins/plugin.hpp"
#include "executor/binder/plugins/plugin_arguments.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Value;

namespace {

Relation counted(Binder& binder, const Relation& input, const char* name, parser::Span span) {
  auto count = binder.bind(parser::CountOperator{span}, binder.with_new_ids(input), nullptr);
  PlanColumn column = count->columns().front();
  column.name = name;
  count->plan = make_plan(Project{{Binder::reference(column)}}, {count->plan}, {column}, span);
  return std::move(*count);
}

}  // namespace

std::optional<Relation> bind_preview(Binder& binder, const parser::EvaluateOperator& op, Relation input,
                                     const EnvironmentPtr& environment) {
  PluginArguments arguments(binder, op, input, environment, {"NumberOfRows"}, 1);
  if (!arguments.sound() || arguments.refuse_list()) return std::nullopt;
  const auto rows = arguments.whole("NumberOfRows", 0, INT64_MAX);
  if (!rows) return std::nullopt;
  Relation count = counted(binder, input, "Count", op.span);
  const std::vector<PlanColumn> columns = input.columns();
  input.plan = make_plan(Take{make_constant(Value::long_(*rows), op.span)}, {input.plan}, columns, op.span);
  input.further.push_back(std::move(count));
  return input;
}

std::optional<Relation> bind_estimate_rows_count(Binder& binder, const parser::EvaluateOperator& op, Relation input,
                                                 const EnvironmentPtr& environment) {
  PluginArguments arguments(binder, op, input, environment, {}, 0);
  if (!arguments.sound() || arguments.refuse_list()) return std::nullopt;
  return counted(binder, input, "EstimatedRowsCount", op.span);
}

std::optional<Relation> bind_identity(Binder& binder, const parser::EvaluateOperator& op, Relation input,
                                      const EnvironmentPtr& environment) {
  PluginArguments arguments(binder, op, input, environment, {}, 0);
  if (!arguments.sound() || arguments.refuse_list()) return std::nullopt;
  return input;
}

}  // namespace kelpie::executor
