#include "executor/binder/binder.hpp"
#include "executor/binder/left_out_functions.hpp"
#include "executor/binder/nearest_name.hpp"
#include "tables/builder.hpp"
#include "tables/text.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Value;

std::optional<Relation> Binder::bind_source(const parser::Source& source, const EnvironmentPtr& environment, const Relation* implicit) {
  const auto bind_one = [&]<typename S>(const S& from) -> std::optional<Relation> {
    if constexpr (std::is_same_v<S, parser::Expression>) return bind_table(from, environment);
    else if constexpr (std::is_same_v<S, parser::DatatableSource>) return bind_datatable(from, environment);
    else if constexpr (std::is_same_v<S, parser::RangeSource>) return bind_range(from, environment);
    else if constexpr (std::is_same_v<S, parser::PrintSource>) return bind_print(from, environment);
    else if constexpr (std::is_same_v<S, parser::UnionOperator> || std::is_same_v<S, parser::SearchOperator> ||
                       std::is_same_v<S, parser::EvaluateOperator>) return bind(from, nullptr, environment);
    else if constexpr (std::is_same_v<S, parser::FindOperator> || std::is_same_v<S, parser::MacroExpandSource>) return bind(from, environment);
    else if constexpr (std::is_same_v<S, parser::ImplicitSource>) return implicit == nullptr ? std::nullopt : std::optional(*implicit);
    else if constexpr (std::is_same_v<S, parser::ExternalDataSource> || std::is_same_v<S, parser::InlineExternalTableSource>) return bind_external(from, environment);
    else return std::nullopt;  // the parser has told
  };
  return std::visit(bind_one, source);
}

std::optional<Relation> Binder::bind_table(const parser::Expression& expression, const EnvironmentPtr& environment) {
  if (const auto* name = std::get_if<parser::Name>(&expression.node)) return bind_table_name(*name, environment);
  if (const auto* call = std::get_if<parser::Call>(&expression.node)) return bind_table_call(*call, environment);
  if (const auto* inner = std::get_if<parser::Parenthesized>(&expression.node)) return bind_table(*inner->inner, environment);
  if (const auto* pipeline = std::get_if<parser::PipelineExpression>(&expression.node)) return bind_pipeline(*pipeline->pipeline, environment);
  if (const auto* member = std::get_if<parser::Member>(&expression.node)) {
    if (const auto here = names_database(*member->base, environment)) return *here ? bind_entity(member->member, environment) : std::nullopt;
    const parser::Call* call = nullptr;
    const parser::Name* path = nullptr;
    if (const PatternBinding* pattern = applied_pattern(expression, environment, call, path)) return apply_pattern(*pattern, *call, path, environment);
  }
  if (std::holds_alternative<parser::BadExpression>(expression.node)) return std::nullopt;
  error("KS106", "A table is expected here: a name, a call or a query in parentheses.", span_of(expression));
  return std::nullopt;
}

std::vector<std::string> Binder::table_names(const EnvironmentPtr& environment, bool with_functions) const {
  std::vector<std::string> names = catalog_.names();
  for (const auto& [name, binding] : Environment::all(environment)) {
    if (!name.empty() && name.front() != '\x01') names.push_back(name);
  }
  std::erase_if(names, [&](const std::string& name) { return catalog_.find(name) && Environment::find(environment, name) == nullptr && !find_table(environment, name); });
  if (options_.stored != nullptr) {
    for (const StoredFunction* function : options_.stored->list()) {
      if (!Environment::shows_entity(environment, function->name())) continue;
      if (function->is_view() || with_functions) names.push_back(function->name());
    }
  }
  return names;
}

std::optional<Relation> Binder::bind_table_name(const parser::Name& name, const EnvironmentPtr& environment) {
  if (const Binding* binding = find(environment, name.text)) {
    if (const auto* tabular = std::get_if<TabularBinding>(binding)) return tabular->make();
    if (const auto* function = std::get_if<FunctionBinding>(binding)) {
      return call_tabular(*function, parser::Call{name.span, name, {}, std::nullopt}, {environment}, nullptr);
    }
    const auto* scalar = std::get_if<ScalarBinding>(binding);
    if (scalar == nullptr) {
      error("KS106", "'" + name.text + "' is no table; a table is expected here.", name.span,
            std::holds_alternative<PatternBinding>(*binding) ? name.text + "(\"...\") applies the pattern" : name.text + ".T names a table of the database");
    } else if (scalar->value) error("KS106", "'" + name.text + "' is a scalar; a table is expected here.", name.span);
    return std::nullopt;
  }
  if (find_table(environment, name.text)) return scan(name.text);
  if (name.text == "_GetWatchlistAlias") return watchlist_aliases(name.span);
  std::vector<std::string> names = table_names(environment, true);
  if (nearest_names(name.text, names).empty()) {  // perhaps another name of a table, misspelt
    for (const std::string& table : catalog_.names()) {
      const auto found = catalog_.find(table);
      names.push_back(found->schema().category);
      names.insert(names.end(), found->schema().aliases.begin(), found->schema().aliases.end());
    }
  }
  unknown_name(name, std::move(names));
  ++unresolved_;
  return std::nullopt;
}

std::optional<Relation> Binder::scan(std::string_view name) {
  std::shared_ptr<const tables::Table> table = catalog_.find(name);
  if (!table) return std::nullopt;
  Relation relation = scan(std::move(table));
  relation.name = name;
  return relation;
}

Relation Binder::scan(std::shared_ptr<const tables::Table> table) {
  ScanTable scan{table, {}, {}, {}};
  std::vector<PlanColumn> columns;
  const auto& schema = table->schema().columns;
  for (std::size_t i = 0; i < schema.size(); ++i) {
    scan.table_columns.push_back(i);
    columns.push_back(new_column(schema[i].name, schema[i].type));
    if (schema[i].hidden) hidden_.insert(columns.back().id);
  }
  Relation relation;
  relation.plan = make_plan(std::move(scan), {}, std::move(columns));
  relation.name = table->schema().name;
  return relation;
}

std::optional<Relation> Binder::bind_table_call(const parser::Call& call, const EnvironmentPtr& environment) {
  const std::string& name = call.function.text;
  if (call.qualifier) {
    const auto here = names_database(**call.qualifier, environment);
    if (here.has_value()) return *here ? bind_entity(call, environment) : std::nullopt;
    error("KS211", "'" + name + "' is no function of what stands before the dot.", call.function.span);
    return std::nullopt;
  }
  if (const Binding* binding = Environment::find(environment, name)) {
    if (const auto* pattern = std::get_if<PatternBinding>(binding)) return apply_pattern(*pattern, call, nullptr, environment);
    if (const auto* function = std::get_if<FunctionBinding>(binding)) return call_tabular(*function, call, {environment}, nullptr);
  }
  if (name == "table") {
    const auto arguments = bind_arguments_in_order(call, {environment});
    if (!arguments || arguments->empty()) return std::nullopt;
    const auto value = constant_value(arguments->front(), "The name of the table");
    if (!value || value->type() != Type::string) return std::nullopt;
    const parser::Name named{call.arguments.front().span, std::string(value->as_text()), false};
    if (Environment::find(environment, named.text) == nullptr && find_table(environment, named.text)) {
      return scan(named.text);  // also where a stored function has its name
    }
    return bind_table_name(named, environment);
  }
  if (name == "materialize") {
    if (call.arguments.empty()) {
      error("KS119", "materialize() needs a table.", call.span);
      return std::nullopt;
    }
    auto relation = bind_table(call.arguments.front().value, environment);
    if (relation && !relation->graph) relation->plan = make_plan(Materialize{}, {relation->plan}, relation->columns(), call.span);
    return relation;
  }
  if (const Binding* binding = Environment::shows_entity(environment, name) ? find_stored(name) : nullptr) return call_tabular(std::get<FunctionBinding>(*binding), call, {environment}, nullptr);
  if (name == "_GetWatchlist") return bind_watchlist(call, environment);
  if (name == "_GetWatchlistAlias") return watchlist_aliases(call.span);
  if (const LeftOutFunction* left_out = find_left_out(name)) {
    refuse(name + "()", left_out->why, call.span);
    return std::nullopt;
  }
  if (name == "database" || name == "cluster" || name == "workspace" || name == "app") {
    error("KS106", "A table is expected here: name one of the database, as in " + name + "(\"...\").T.", call.span);
    return std::nullopt;
  }
  if (tell_unreadable(call.function)) return std::nullopt;
  std::vector<std::string> names = functions_.names();
  for (const auto& [known, binding] : Environment::all(environment)) names.push_back(known);
  if (options_.stored != nullptr) {
    for (std::string& known : options_.stored->names()) names.push_back(std::move(known));
  }
  error("KS211", "The name '" + name + "' does not refer to any known function that gives a table.", call.function.span, did_you_mean(name, names));
  ++unresolved_;
  return std::nullopt;
}

ExpressionPtr Binder::bind_signed_literal(const parser::Expression& expression, const EnvironmentPtr& environment) {
  // Where a literal stands its sign is part of it: the one long without a positive twin can be written.
  const auto* sign = std::get_if<parser::Unary>(&expression.node);
  const auto* literal = sign == nullptr ? nullptr : std::get_if<parser::Literal>(&sign->operand->node);
  const bool least = literal != nullptr && sign->op == parser::UnaryOperator::minus && literal->type == parser::LiteralType::long_ &&
                     literal->text == "9223372036854775808";
  return least ? make_constant(Value::long_(INT64_MIN), sign->span) : bind_expression(expression, {environment});
}

std::optional<Relation> Binder::bind_datatable(const parser::DatatableSource& source, const EnvironmentPtr& environment) {
  std::vector<PlanColumn> columns;
  std::vector<tables::ColumnBuilder> builders;
  UniqueNames names;
  for (const parser::ColumnDeclaration& declaration : source.columns) {
    const auto type = tables::type_from_name(declaration.type);
    if (!type) {
      error("KS100", "'" + declaration.type + "' is no type.", declaration.type_span, "the types are bool, int, long, real, decimal, string, datetime, timespan, guid and dynamic");
      return std::nullopt;
    }
    columns.push_back(new_column(names.add(declaration.name.text), *type));
    builders.emplace_back(*type);
  }
  if (columns.empty() || source.values.size() % columns.size() != 0) {
    error("KS149", "The datatable has " + std::to_string(columns.size()) + " column(s) and " + std::to_string(source.values.size()) +
                       " value(s); the values must fill whole rows.",
          source.span);
    return std::nullopt;
  }
  bool sound = true;
  for (std::size_t i = 0; i < source.values.size(); ++i) {
    const std::size_t column = i % columns.size();
    if (std::holds_alternative<parser::Binary>(source.values[i].node)) {
      error("KS108", "A value of a datatable is a literal, not a calculation.", span_of(source.values[i]));
      sound = false;
      continue;
    }
    ExpressionPtr value = bind_signed_literal(source.values[i], environment);
    if (value) {
      const bool text_to_other = value->type == Type::string && columns[column].type != Type::string;
      if (text_to_other && std::holds_alternative<Constant>(value->node)) {
        value = make_constant(tables::value_from_text(columns[column].type, std::get<Constant>(value->node).value.as_text()), value->span);
      }
      value = cast(value, columns[column].type);
    }
    const auto constant = value ? constant_value(value, "A value of a datatable") : std::nullopt;
    if (constant) builders[column].append(*constant);
    else sound = false;
  }
  if (!sound) return std::nullopt;
  Batch batch{source.values.size() / columns.size(), {}, 0};
  for (auto& builder : builders) batch.columns.push_back(builder.finish());
  Batches batches;
  if (batch.rows > 0) batches.push_back(std::move(batch));
  Relation relation;
  relation.plan = make_plan(ConstantRows{std::make_shared<const Batches>(std::move(batches))}, {}, std::move(columns), source.span);
  return relation;
}

std::optional<Relation> Binder::bind_range(const parser::RangeSource& source, const EnvironmentPtr& environment) {
  ExpressionPtr from = bind_expression(source.from, {environment});
  ExpressionPtr to = bind_expression(source.to, {environment});
  ExpressionPtr step = bind_expression(source.step, {environment});
  if (!from || !to || !step) return std::nullopt;
  Type type = from->type == Type::dynamic ? to->type : from->type;
  Type step_type = type == Type::datetime ? Type::timespan : type;
  if (tables::is_numeric(type)) {
    const bool real = from->type == Type::real || to->type == Type::real || step->type == Type::real || type == Type::decimal;
    type = step_type = real ? Type::real : Type::long_;
  }
  const bool usable = type == Type::real || type == Type::long_ || type == Type::datetime || type == Type::timespan;
  const bool in_step = tables::is_numeric(step->type) == tables::is_numeric(step_type) || step->type == Type::dynamic;
  if (!usable || !in_step) {
    error("KS107", "range goes over numbers, datetimes or timespans; its step is a number or a timespan.", source.span);
    return std::nullopt;
  }
  Relation relation;
  relation.plan = make_plan(RangeRows{cast(from, type), cast(to, type), cast(step, step_type)}, {}, {new_column(source.column.text, type)}, source.span);
  relation.serialized = true;
  return relation;
}

std::optional<Relation> Binder::bind_print(const parser::PrintSource& source, const EnvironmentPtr& environment) {
  auto rows = std::make_shared<const Batches>(Batches{Batch{1, {}, 0}});
  Relation relation;
  relation.plan = make_plan(ConstantRows{rows}, {}, {}, source.span);
  auto values = bind_named(source.columns, {environment, &relation});
  if (!values) return std::nullopt;
  UniqueNames names;
  Project project;
  std::vector<PlanColumn> columns;
  for (std::size_t i = 0; i < values->size(); ++i) {
    const NamedValue& value = (*values)[i];
    columns.push_back(new_column(names.add(value.named ? value.name : "print_" + std::to_string(i)), value.value->type));
    project.expressions.push_back(value.value);
  }
  relation.plan = make_plan(std::move(project), {relation.plan}, std::move(columns), source.span);
  relation.serialized = true;
  return relation;
}

}  // namespace kelpie::executor
