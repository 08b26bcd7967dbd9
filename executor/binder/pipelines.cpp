#include "executor/binder/binder.hpp"

#include "tables/builder.hpp"

namespace kelpie::executor {

namespace {

/// Operators that the grammar knows and the binder does not.
template <typename Operator>
constexpr std::string_view name_of_missing() {
  if constexpr (std::is_same_v<Operator, parser::SampleDistinctOperator>) return "sample-distinct";
  else if constexpr (std::is_same_v<Operator, parser::TopHittersOperator>) return "top-hitters";
  else if constexpr (std::is_same_v<Operator, parser::TopNestedOperator>) return "top-nested";
  else if constexpr (std::is_same_v<Operator, parser::PartitionOperator>) return "partition";
  else if constexpr (std::is_same_v<Operator, parser::ScanOperator>) return "scan";
  else if constexpr (std::is_same_v<Operator, parser::ForkOperator>) return "fork";
  else if constexpr (std::is_same_v<Operator, parser::FacetOperator>) return "facet";
  else if constexpr (std::is_same_v<Operator, parser::ReduceOperator>) return "reduce";
  else if constexpr (std::is_same_v<Operator, parser::ConsumeOperator>) return "consume";
  else return "find";
}

}  // namespace

std::optional<Relation> Binder::bind_pipeline(const parser::Pipeline& pipeline, const EnvironmentPtr& environment, const Relation* implicit) {
  std::optional<Relation> relation = bind_source(pipeline.source, environment, implicit);
  EnvironmentPtr names = environment;  // `as` adds to it
  for (const parser::Operator& op : pipeline.operators) {
    if (!relation) return std::nullopt;
    relation = bind_operator(op, std::move(*relation), names);
  }
  return relation;
}

std::optional<Relation> Binder::bind_operator(const parser::Operator& op, Relation input, EnvironmentPtr& environment) {
  const auto bind_one = [&]<typename Operator>(const Operator& stage) -> std::optional<Relation> {
    if constexpr (std::is_same_v<Operator, parser::AsOperator>) {
      // The rows so far, computed once, may be named by what follows.
      const PlanPtr kept = make_plan(Materialize{}, {input.plan}, input.columns(), stage.span);
      Relation named = input;
      named.plan = kept;
      environment = Environment::define(environment, stage.name.text,
                                        bound_here([this, named]() -> std::optional<Relation> { return with_new_ids(named); }));
      input.plan = kept;
      input.name = stage.name.text;
      return std::move(input);
    } else if constexpr (std::is_same_v<Operator, parser::UnionOperator> || std::is_same_v<Operator, parser::SearchOperator> ||
                         std::is_same_v<Operator, parser::EvaluateOperator>) {
      return bind(stage, &input, environment);
    } else if constexpr (requires { bind(stage, std::move(input), environment); }) {
      return bind(stage, std::move(input), environment);
    } else if constexpr (std::is_same_v<Operator, parser::BadOperator>) {
      return std::nullopt;  // the parser has told
    } else {
      error("KB901", "The operator '" + std::string(name_of_missing<Operator>()) + "' is not part of this version.", stage.span);
      return std::nullopt;
    }
  };
  return std::visit(bind_one, op);
}

std::optional<Relation> Binder::bind(const parser::RenderOperator& op, Relation input, const EnvironmentPtr&) {
  std::vector<std::pair<std::string, std::string>> properties;
  for (const parser::Parameter& property : op.properties) properties.emplace_back(property.name.text, parameter_word(property));
  input.render.emplace(op.chart.text, std::move(properties));
  return input;
}

std::optional<Relation> Binder::bind(const parser::InvokeOperator& op, Relation input, const EnvironmentPtr& environment) {
  const Binding* binding = find_called(environment, op.call.function.text);
  const auto* function = binding == nullptr ? nullptr : std::get_if<FunctionBinding>(binding);
  if (function == nullptr) {
    unknown_name(op.call.function, table_names(environment, true));
    return std::nullopt;
  }
  return call_tabular(*function, op.call, {environment}, &input);
}

std::optional<Relation> Binder::bind(const parser::GetSchemaOperator& op, Relation input, const EnvironmentPtr&) {
  tables::ColumnBuilder names(tables::Type::string), ordinals(tables::Type::int_), data_types(tables::Type::string), types(tables::Type::string);
  std::int64_t ordinal = 0;
  const std::vector<PlanColumn> columns = visible_columns(input);
  for (const PlanColumn& column : columns) {
    names.append(tables::Value::string(column.name));
    ordinals.append(tables::Value::int_(ordinal++));
    data_types.append(tables::Value::string(std::string(tables::dotnet_name_of(column.type))));
    types.append(tables::Value::string(std::string(tables::name_of(column.type))));
  }
  Batch batch{columns.size(), {names.finish(), ordinals.finish(), data_types.finish(), types.finish()}, 0};
  Relation result;
  result.plan = make_plan(ConstantRows{std::make_shared<const Batches>(Batches{std::move(batch)})}, {},
                          {new_column("ColumnName", tables::Type::string), new_column("ColumnOrdinal", tables::Type::int_),
                           new_column("DataType", tables::Type::string), new_column("ColumnType", tables::Type::string)},
                          op.span);
  return result;
}

}  // namespace kelpie::executor
