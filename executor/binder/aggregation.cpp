#include <algorithm>

#include "executor/binder/binder.hpp"
#include "tables/text.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Value;

namespace {

bool by_allowed(Type type) { return type != Type::dynamic; }

std::string percentile_name(const Value& value) {
  std::string text;
  if (tables::is_integer(value.type())) text = std::to_string(value.as_integer());
  else text = tables::to_text(value);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  std::replace(text.begin(), text.end(), '.', '_');
  return text;
}

/// Whether its first argument is what is compared.
bool orders_values(const AggregateFunction& function) {
  return function.shape == AggregateShape::arg_extremum || function.name == "min" || function.name == "max" || function.name == "minif" || function.name == "maxif";
}

}  // namespace

ExpressionPtr Binder::bind_aggregate(const AggregateFunction& function, const parser::Call& call, const ExpressionScope& scope) {
  if (scope.aggregates == nullptr) {
    error("KS114", "The aggregate " + call.function.text + "() cannot be used here; it stands in summarize and make-series.", call.span);
    return nullptr;
  }
  // An aggregate's arguments are values of the rows, not aggregates themselves.
  ExpressionScope row_scope = scope;
  row_scope.aggregates = nullptr;
  std::vector<ExpressionPtr> arguments;
  std::vector<std::string> names;
  bool sound = true;
  for (const parser::Argument& argument : call.arguments) {
    if (std::holds_alternative<parser::Star>(argument.value.node)) {
      if (scope.row == nullptr || function.shape == AggregateShape::one) {
        error("KS109", "'*' cannot be an argument of " + function.name + "().", argument.span);
        return nullptr;
      }
      for (const PlanColumn& column : visible_columns(*scope.row)) {
        const bool known = !arguments.empty() && arguments.front() != nullptr;
        const auto* maximised = known ? std::get_if<ColumnReference>(&arguments.front()->node) : nullptr;
        if (maximised != nullptr && maximised->id == column.id) continue;
        arguments.push_back(reference(column, argument.span));
        names.push_back("*" + column.name);
      }
      continue;
    }
    arguments.push_back(bind_expression(argument.value, row_scope));
    names.push_back(argument.name ? argument.name->text : natural_name(argument.value));  // arg_max(t, Last = x)
    sound &= arguments.back() != nullptr;
  }
  if (!sound) return nullptr;
  if (orders_values(function) && !arguments.empty() && arguments.front()->type == tables::Type::dynamic && !is_believed(*arguments.front())) {
    error("KS108", "The values that " + function.name + "() puts in order must be of one type, and a dynamic value may hold any.", arguments.front()->span,
          "convert it: tostring(), tolong(), todatetime() ...");
    return nullptr;
  }

  // The overload is found as for scalar functions: by a function of the same parameters.
  ScalarFunction shape;
  shape.name = function.name;
  shape.deterministic = false;
  for (const AggregateOverload& overload : function.overloads) {
    Overload same;
    same.signature = overload.signature;
    same.parameters = overload.parameters;
    same.result_kind = overload.result_kind;
    same.result_type = overload.result_type;
    same.result = overload.result;
    same.kernel = [](const CallSite&) { return std::shared_ptr<const Kernel>(); };
    shape.overloads.push_back(std::move(same));
  }
  const ExpressionPtr resolved = make_call(shape, std::move(arguments), call.span);
  if (!resolved) return nullptr;
  const auto& bound = std::get<FunctionCall>(resolved->node);
  AggregateCall result{&function, &function.overloads[static_cast<std::size_t>(bound.overload - shape.overloads.data())], bound.arguments, 1};

  std::vector<PlanColumn> columns;
  const std::string prefix = function.prefix.empty() ? function.name : function.prefix;
  switch (function.shape) {
    case AggregateShape::one: columns.push_back(new_column("", resolved->type)); break;
    case AggregateShape::arg_extremum:
    case AggregateShape::each_argument:
      for (std::size_t i = 0; i < result.arguments.size(); ++i) {
        // any(a) is named any_a; take_any(a) and arg_max(a, b) carry the names of their arguments.
        if (function.naming == ResultNaming::prefix_and_first_argument && function.shape == AggregateShape::each_argument) {
          names[i] = prefix + "_" + names[i].substr(names[i].starts_with('*') ? 1 : 0);
        }
        columns.push_back(new_column(names[i], result.arguments[i]->type));
      }
      break;
    case AggregateShape::percentiles: {
      const bool weighted = function.name.find("percentilew") != std::string::npos || function.name.find("percentilesw") != std::string::npos;
      for (std::size_t i = weighted ? 2 : 1; i < result.arguments.size(); ++i) {
        const auto value = constant_value(result.arguments[i], "A percentile");
        if (!value) return nullptr;
        columns.push_back(new_column("percentile_" + names.front() + "_" + percentile_name(*value), resolved->type));
      }
      break;
    }
  }
  result.columns = columns.size();
  scope.aggregates->calls.push_back(std::move(result));
  scope.aggregates->columns.insert(scope.aggregates->columns.end(), columns.begin(), columns.end());
  return columns.empty() ? nullptr : reference(columns.front(), call.span);
}

std::optional<Relation> Binder::bind(const parser::SummarizeOperator& op, Relation input, const EnvironmentPtr& environment) {
  WindowCollector windows{input.serialized, {}, {}};
  auto keys = bind_named(op.by, {environment, &input, nullptr, nullptr, &windows});
  bool sound = keys.has_value();
  if (keys) {
    for (const NamedValue& key : *keys) {
      if (by_allowed(key.value->type) || is_believed(*key.value)) continue;
      error("KS108", "The value of type 'dynamic' is not allowed in this context.", key.span, "convert the key: tostring(), tolong(), todatetime() ...");
      sound = false;
    }
  }
  AggregateCollector collected;
  const ExpressionScope scope{environment, &input, nullptr, &collected, nullptr};

  struct Output {
    std::string name;
    ExpressionPtr value;
  };
  std::vector<Output> outputs;
  std::set<std::string> taken;
  if (keys) {
    for (const NamedValue& key : *keys) taken.insert(key.name);
  }
  for (const parser::NamedExpression& item : op.aggregates) {
    const std::size_t before = collected.columns.size();
    ExpressionPtr value = bind_expression(item.value, scope);
    if (!value) {
      sound = false;
      continue;
    }
    const auto* call = std::get_if<parser::Call>(&item.value.node);
    const AggregateFunction* function = call == nullptr ? nullptr : functions_.find_aggregate(call->function.text);
    const bool direct = function != nullptr && collected.columns.size() > before && std::get_if<ColumnReference>(&value->node) != nullptr &&
                        std::get<ColumnReference>(value->node).id == collected.columns[before].id;
    if (direct && function->shape != AggregateShape::one) {
      for (std::size_t i = before; i < collected.columns.size(); ++i) {
        const PlanColumn& column = collected.columns[i];
        const bool star = column.name.starts_with('*');
        std::string name = star ? column.name.substr(1) : column.name;
        if (star && taken.contains(name)) continue;  // keys are not repeated
        if (i - before < item.names.size()) name = item.names[i - before].text;
        outputs.push_back({name, reference(column, item.span)});
      }
      continue;
    }
    bool aggregate_inside = collected.columns.size() > before;
    if (!aggregate_inside) {
      for_each_column(*value, [&](const ColumnReference& column) {
        error("KS113", "'" + column.name + "' must be inside an aggregate or among the keys after `by`.", item.span);
        sound = false;
      });
    }
    std::string name = natural_name(item.value);
    outputs.push_back({item.names.empty() ? name : item.names.front().text, std::move(value)});
  }
  if (!sound) {
    input.open = true;
    return input;
  }

  Aggregate aggregate;
  std::vector<PlanColumn> columns;
  UniqueNames names;
  std::vector<PlanColumn> shown;
  Project project;
  for (const NamedValue& key : *keys) {
    aggregate.keys.push_back(key.value);
    columns.push_back(new_column(names.add(key.name), key.value->type));
    shown.push_back(columns.back());
    project.expressions.push_back(reference(columns.back()));
  }
  aggregate.calls = std::move(collected.calls);
  columns.insert(columns.end(), collected.columns.begin(), collected.columns.end());
  for (const Output& output : outputs) {
    const auto* plain = std::get_if<ColumnReference>(&output.value->node);
    const bool repeated = plain != nullptr && std::any_of(shown.begin(), shown.end(), [&](const PlanColumn& column) { return column.id == plain->id; });
    const std::string name = names.add(output.name);
    shown.push_back(plain != nullptr && !repeated ? PlanColumn{plain->id, name, output.value->type} : new_column(name, output.value->type));
    project.expressions.push_back(output.value);
  }
  Relation result = with_windows(std::move(input), windows);
  result.plan = make_plan(std::move(aggregate), {result.plan}, std::move(columns), op.span);
  result.plan = make_plan(std::move(project), {result.plan}, std::move(shown), op.span);
  result.serialized = false;
  result.open = false;
  result.name.clear();
  result.render.reset();
  return result;
}

std::optional<Relation> Binder::bind(const parser::DistinctOperator& op, Relation input, const EnvironmentPtr& environment) {
  auto keys = bind_named(op.columns, {environment, &input});
  if (!keys) return input;
  Aggregate aggregate;
  std::vector<PlanColumn> columns;
  UniqueNames names;
  bool sound = true;
  for (const NamedValue& key : *keys) {
    if (!by_allowed(key.value->type) && !is_believed(*key.value)) {
      error("KS108", "The value of type 'dynamic' is not allowed in this context.", key.span, "convert it: distinct tostring(...)");
      sound = false;
    }
    aggregate.keys.push_back(key.value);
    columns.push_back(new_column(names.add(key.name), key.value->type));
  }
  if (!sound) return input;
  input.plan = make_plan(std::move(aggregate), {input.plan}, std::move(columns), op.span);
  input.serialized = false;
  input.open = false;
  input.name.clear();
  return input;
}

std::optional<Relation> Binder::bind(const parser::CountOperator& op, Relation input, const EnvironmentPtr&) {
  const AggregateFunction* count = functions_.find_aggregate("count");
  Aggregate aggregate;
  for (const AggregateOverload& overload : count->overloads) {
    if (overload.parameters.empty() || overload.parameters.front().optional) aggregate.calls = {{count, &overload, {}, 1}};
  }
  input.plan = make_plan(std::move(aggregate), {input.plan}, {new_column("Count", Type::long_)}, op.span);
  input.serialized = false;
  input.open = false;
  input.name.clear();
  return input;
}

}  // namespace kelpie::executor
