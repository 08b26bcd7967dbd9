#include <algorithm>
#include <utility>

#include "executor/binder/binder.hpp"
#include "tables/builder.hpp"

namespace kelpie::executor {

std::optional<Relation> Binder::bind_pipeline(const parser::Pipeline& pipeline, const EnvironmentPtr& environment, const Relation* implicit) {
  const bool several = std::exchange(several_results_, false);
  if (stages_ > max_stages) return std::nullopt;
  std::optional<Relation> relation = bind_source(pipeline.source, environment, implicit);
  if (relation && too_large(*relation, pipeline.span)) return std::nullopt;
  EnvironmentPtr names = environment;  // `as` adds to it
  for (const parser::Operator& op : pipeline.operators) {
    if (!relation) return std::nullopt;
    if (!relation->further.empty()) {
      error("KB122", "No operator may stand behind one that gives several results.", span_of(op));
      return std::nullopt;
    }
    const bool makes_several = std::holds_alternative<parser::ForkOperator>(op) || std::holds_alternative<parser::FacetOperator>(op);
    if (makes_several && (!several || &op != &pipeline.operators.back())) {
      error("KS151", "fork and facet give several tables: they stand at the end of a query, and not within another one.", span_of(op),
            "let statements with materialize() name rows that several statements use");
      return std::nullopt;
    }
    relation = bind_operator(op, std::move(*relation), names);
    if (relation && too_large(*relation, span_of(op))) return std::nullopt;
  }
  return relation;
}

std::uint32_t Binder::depth_of(const PlanPtr& plan) {
  if (!plan) return 0;
  if (const auto known = depths_.find(plan); known != depths_.end()) return known->second;
  std::uint32_t depth = 0;
  for (const PlanPtr& input : plan->inputs) depth = std::max(depth, depth_of(input));
  return depth + 1;
}

bool Binder::too_large(const Relation& relation, parser::Span span) {
  const std::uint32_t depth = depth_of(relation.plan);
  depths_.emplace(relation.plan, depth);
  if (depth > 2 * max_stage_depth) {  // a stage makes one node or two
    error("KB902", "More than " + std::to_string(max_stage_depth) + " operators stand on each other here.", span, "join some of them: one extend may have many columns");
    return true;
  }
  if (++stages_ <= max_stages) return false;
  if (stages_ == max_stages + 1) tell_too_many(span);
  return true;
}

void Binder::tell_too_many(parser::Span span) {
  error("KB902", "The query stands for more than " + std::to_string(max_stages) + " operators, those of its lets counted at each use.", span,
        "let T = materialize( ... ) is bound once");
}

const std::string* Binder::setting(std::string_view name) const {
  for (const auto& [option, value] : settings_) {
    if (option == name) return &value;
  }
  return nullptr;
}

std::optional<Relation> Binder::bind_operator(const parser::Operator& op, Relation input, EnvironmentPtr& environment) {
  if (!fits(op, input)) return std::nullopt;
  input.defines_name = false;  // the name was that of the rows before this stage
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
    } else if constexpr (std::is_same_v<Operator, parser::BadOperator>) {
      return std::nullopt;  // the parser has told
    } else if constexpr (std::is_same_v<Operator, parser::FindOperator>) {
      error("KS151", "find takes tables of its own: it stands at the beginning of a query.", stage.span, "search looks through the rows of a pipeline");
      return std::nullopt;
    } else {
      return bind(stage, std::move(input), environment);
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
