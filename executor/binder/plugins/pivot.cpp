#include <algorithm>

#include "executor/binder/plugins/plugin.hpp"
#include "tables/text.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Value;

namespace {

bool is_kept(const std::vector<parser::Name>& kept, const std::string& name) {
  return std::any_of(kept.begin(), kept.end(), [&](const parser::Name& column) { return column.text == name; });
}

/// The values of the pivoted column that an output schema names: its columns but those that are kept, which it must name too, or say `*`. Empty, with
/// an error told, where it does not.
std::vector<std::string> declared_values(Binder& binder, const parser::EvaluateOperator& op, const std::vector<parser::Name>& kept) {
  std::vector<std::string> values;
  std::set<std::string> declared;
  for (const parser::ColumnDeclaration& column : op.schema) {
    declared.insert(column.name.text);
    if (!is_kept(kept, column.name.text)) values.push_back(column.name.text);
  }
  for (const parser::Name& column : kept) {
    if (op.schema_keeps_input || declared.contains(column.text)) continue;
    binder.error("KB121", "The output schema lacks '" + column.text + "', which pivot keeps.", op.span,
                 "name it in the schema, or list the columns to keep behind the aggregate");
    return {};
  }
  return values;
}

/// The columns of a pivot in the order and of the types that the output schema gives them.
Relation as_declared(Binder& binder, const parser::EvaluateOperator& op, Relation result) {
  Project project;
  std::vector<PlanColumn> columns;
  const auto show = [&](const PlanColumn& column, Type type) {
    project.expressions.push_back(binder.cast(Binder::reference(column), type));
    columns.push_back(column.type == type ? column : binder.new_column(column.name, type));
  };
  const auto declared = [&](const std::string& name) {
    return std::any_of(op.schema.begin(), op.schema.end(), [&](const parser::ColumnDeclaration& column) { return column.name.text == name; });
  };
  if (op.schema_keeps_input) {
    for (const PlanColumn& column : result.columns()) {
      if (!declared(column.name)) show(column, column.type);
    }
  }
  for (const parser::ColumnDeclaration& column : op.schema) {
    const PlanColumn* made = binder.find_column(result, column.name.text);
    if (made != nullptr) show(*made, tables::type_from_name(column.type).value_or(made->type));
  }
  result.plan = make_plan(std::move(project), {result.plan}, std::move(columns), op.span);
  return result;
}

}  // namespace

std::optional<Relation> bind_pivot(Binder& binder, const parser::EvaluateOperator& op, Relation input, const EnvironmentPtr& environment) {
  const auto& arguments = op.call.arguments;
  const auto* name = arguments.empty() ? nullptr : std::get_if<parser::Name>(&arguments.front().value.node);
  const PlanColumn* found = name == nullptr ? nullptr : binder.find_column(input, name->text);
  if (found == nullptr) {
    if (name != nullptr) binder.bind_name(*name, {environment, &input});
    else binder.error("KS109", "pivot takes the name of a column first.", op.call.span);
    return std::nullopt;
  }
  const PlanColumn pivoted = *found;
  // pivot(column, aggregate, kept columns ...) is a summarize by the kept columns and the pivoted one ...
  parser::SummarizeOperator summarize;
  summarize.span = op.span;
  summarize.has_by = true;
  std::size_t next = 1;
  parser::Expression aggregate{parser::Call{op.call.span, {op.call.span, "count", false}, {}, {}}};
  if (arguments.size() > 1 && std::holds_alternative<parser::Call>(arguments[1].value.node)) aggregate = arguments[next++].value;
  std::set<std::string> read;
  if (const auto* call = std::get_if<parser::Call>(&aggregate.node)) {
    for (const parser::Argument& argument : call->arguments) {
      if (const auto* column = std::get_if<parser::Name>(&argument.value.node)) read.insert(column->text);
    }
  }
  summarize.aggregates.push_back({op.call.span, {{op.call.span, "$value", true}}, false, aggregate});
  std::vector<parser::Name> kept;
  if (next < arguments.size()) {
    for (; next < arguments.size(); ++next) {
      const auto* column = std::get_if<parser::Name>(&arguments[next].value.node);
      if (column == nullptr) {
        binder.error("KS109", "The columns that pivot keeps are given by name.", arguments[next].span);
        return std::nullopt;
      }
      kept.push_back(*column);
    }
  } else {
    for (const PlanColumn& column : binder.visible_columns(input)) {
      if (column.id != pivoted.id && !read.contains(column.name)) kept.push_back({op.span, column.name, true});
    }
  }
  for (const parser::Name& column : kept) summarize.by.push_back({column.span, {}, false, {column}});
  summarize.by.push_back({op.span, {{op.span, "$pivot", true}}, false, {parser::Call{op.span, {op.span, "tostring", false}, {{op.span, {}, {*name}}}, {}}}});
  auto grouped = binder.bind(summarize, std::move(input), environment);
  if (!grouped || grouped->open) return grouped;

  // ... and then one column a value, which picks the group that has it.
  std::vector<std::string> values;
  if (op.has_schema) {
    values = declared_values(binder, op, kept);
    if (values.empty() && !op.schema.empty()) return std::nullopt;
  } else if (auto computed = binder.computed(*grouped)) {
    grouped = std::move(computed);
    std::set<std::string> distinct;
    const auto& rows = *std::get<ConstantRows>(grouped->plan->op).batches;
    const std::size_t position = kept.size();
    for (const Batch& batch : rows) {
      for (std::size_t row = 0; row < batch.rows; ++row) distinct.insert(std::string(batch.columns[position].value_at(row).as_text()));
    }
    values.assign(distinct.begin(), distinct.end());
  }
  const PlanColumn pivot_column = grouped->columns()[kept.size()];
  const PlanColumn value_column = grouped->columns()[kept.size() + 1];
  const bool open = values.empty() && (!binder.options_.run || parser::has_errors(binder.diagnostics_)) && !op.has_schema;
  const AggregateFunction* pick = binder.functions_.find_aggregate("take_anyif");
  Aggregate columns_of_values;
  std::vector<PlanColumn> made;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    columns_of_values.keys.push_back(Binder::reference(grouped->columns()[i]));
    made.push_back(binder.new_column(grouped->columns()[i].name, grouped->columns()[i].type));
  }
  const auto* call = std::get_if<parser::Call>(&aggregate.node);
  const bool counts = call != nullptr && (call->function.text.starts_with("count") || call->function.text.starts_with("sum") || call->function.text.starts_with("dcount"));
  Project shown;
  std::vector<PlanColumn> shown_columns = made;
  for (const PlanColumn& column : made) shown.expressions.push_back(Binder::reference(column));
  UniqueNames names;
  for (const PlanColumn& column : made) names.reserve(column.name);
  for (const std::string& value : values) {
    const ExpressionPtr is_value = binder.make_call("==", {Binder::reference(pivot_column), make_constant(Value::string(value))}, op.span);
    const AggregateOverload* overload = pick == nullptr ? nullptr : &pick->overloads.front();
    if (overload == nullptr || !is_value) return std::nullopt;
    columns_of_values.calls.push_back({pick, overload, {Binder::reference(value_column), is_value}, 1});
    const PlanColumn column = binder.new_column(value, value_column.type);
    made.push_back(column);
    ExpressionPtr shown_value = Binder::reference(column);
    if (counts && tables::is_numeric(column.type)) shown_value = binder.make_call("coalesce", {shown_value, binder.cast(make_constant(Value::long_(0)), column.type)}, op.span);
    if (!shown_value) return std::nullopt;
    shown.expressions.push_back(shown_value);
    shown_columns.push_back(binder.new_column(names.add(value), shown_value->type));
  }
  Relation result;
  result.open = open;
  result.plan = make_plan(std::move(columns_of_values), {grouped->plan}, std::move(made), op.span);
  result.plan = make_plan(std::move(shown), {result.plan}, std::move(shown_columns), op.span);
  if (op.has_schema) return as_declared(binder, op, std::move(result));
  return result;
}

}  // namespace kelpie::executor
