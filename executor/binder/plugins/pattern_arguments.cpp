#include "executor/binder/plugins/pattern_arguments.hpp"

#include <fmt/format.h>

namespace kelpie::executor {

using tables::Type;
using tables::Value;

const parser::Expression* PatternArguments::given(std::size_t place) const {
  return place < op_.call.arguments.size() ? &op_.call.arguments[place].value : nullptr;
}

bool PatternArguments::is_default(std::size_t place) const {
  const parser::Expression* argument = given(place);
  if (argument == nullptr) return true;
  const auto* literal = std::get_if<parser::Literal>(&argument->node);
  return literal != nullptr && literal->type == parser::LiteralType::string && literal->text == "~";
}

void PatternArguments::wrong(std::size_t place, std::string message, std::string hint) {
  const parser::Expression* argument = given(place);
  binder_.error("KS109", std::move(message), argument == nullptr ? op_.call.span : span_of(*argument), std::move(hint));
  sound_ = false;
}

void PatternArguments::expect(std::size_t least, std::size_t most, std::string_view form) {
  const std::size_t count = op_.call.arguments.size();
  if (count >= least && count <= most) return;
  binder_.error("KS119", fmt::format("The plugin {} does not take {} argument(s).", op_.call.function.text, count),
                op_.call.span, fmt::format("it is {}", form));
  sound_ = false;
}

std::optional<Value> PatternArguments::value(std::size_t place, std::string_view name) {
  const ExpressionPtr bound = binder_.bind_expression(*given(place), {environment_});
  auto constant = bound ? binder_.constant_value(bound, name) : std::nullopt;
  if (!constant) sound_ = false;  // which is told
  return constant;
}

double PatternArguments::share(std::size_t place, std::string_view name, double least, double otherwise) {
  if (is_default(place)) return otherwise;
  const auto found = value(place, name);
  if (!found) return otherwise;
  double number = -1;
  if (!found->is_null()) {
    if (found->type() == Type::real)
      number = found->as_real();
    else if (found->type() == Type::long_ || found->type() == Type::int_)
      number = static_cast<double>(found->as_integer());
    else if (found->type() == Type::decimal)
      number = tables::to_double(found->as_decimal());
  }
  if (number >= least && number <= 1) return number;
  wrong(place, fmt::format("{} is a number from {} to 1, or \"~\" for its default, {}.", name, least, otherwise));
  return otherwise;
}

std::size_t PatternArguments::number(std::size_t place, std::string_view name, std::size_t least, std::size_t most,
                                     std::size_t otherwise) {
  if (is_default(place)) return otherwise;
  const auto found = value(place, name);
  if (!found) return otherwise;
  const bool whole = !found->is_null() && (found->type() == Type::long_ || found->type() == Type::int_);
  if (whole && found->as_integer() >= static_cast<std::int64_t>(least) &&
      found->as_integer() <= static_cast<std::int64_t>(most)) {
    return static_cast<std::size_t>(found->as_integer());
  }
  wrong(place, fmt::format("{} is a whole number from {} to {}, or \"~\" for its default.", name, least, most));
  return otherwise;
}

std::string PatternArguments::text(std::size_t place, std::string_view name) {
  if (given(place) == nullptr) return {};
  const auto found = value(place, name);
  if (!found) return {};
  if (found->type() == Type::string) return std::string(found->as_text());
  wrong(place, fmt::format("{} is a text; a value of another type is given as tostring() writes it.", name));
  return {};
}

std::optional<PlanColumn> PatternArguments::column(std::size_t place, std::string_view name) {
  if (is_default(place)) return std::nullopt;
  const auto* named = std::get_if<parser::Name>(&given(place)->node);
  if (named == nullptr) {
    wrong(place, fmt::format("{} is the name of a column.", name));
    return std::nullopt;
  }
  if (const PlanColumn* found = binder_.find_column(input_, named->text)) return *found;
  binder_.bind_name(*named, {environment_, &input_});
  sound_ = false;
  return std::nullopt;
}

std::optional<PlanColumn> PatternArguments::weight_column(std::size_t place) {
  auto found = column(place, "WeightColumn");
  if (found && !tables::is_numeric(found->type)) {
    wrong(place, fmt::format("WeightColumn is a column of numbers; {} is of type {}.", found->name,
                             tables::name_of(found->type)));
    return std::nullopt;
  }
  return found;
}

std::vector<Value> PatternArguments::wildcards(std::size_t place, const std::vector<PlanColumn>& dimensions) {
  std::vector<Value> result;
  for (const PlanColumn& dimension : dimensions) result.emplace_back(dimension.type);
  for (; place < op_.call.arguments.size(); ++place) {
    if (is_default(place)) continue;
    const auto found = value(place, "CustomWildcard");
    if (!found) continue;
    for (std::size_t i = 0; i < dimensions.size(); ++i) {
      if (dimensions[i].type == found->type()) result[i] = *found;
    }
  }
  return result;
}

PatternPlan pattern_plan(Binder& binder, const Relation& input, const std::optional<PlanColumn>& weight,
                         const std::optional<PlanColumn>& split, ExpressionPtr in_first, ExpressionPtr in_second,
                         parser::Span span) {
  PatternPlan result;
  Project project;
  std::vector<PlanColumn> columns;
  const auto add = [&](std::string name, ExpressionPtr value) {
    columns.push_back(binder.new_column(std::move(name), value->type));
    project.expressions.push_back(std::move(value));
    return columns.size() - 1;
  };
  for (const PlanColumn& column : binder.visible_columns(input)) {
    if ((weight && column.id == weight->id) || (split && column.id == split->id)) continue;
    add(column.name, Binder::reference(column));
    result.dimensions.push_back(column);
  }
  result.columns.dimensions = result.dimensions.size();
  if (weight) result.columns.weight = add("weight", binder.cast(Binder::reference(*weight), Type::real));
  if (in_first) result.columns.in_first = add("in_first", std::move(in_first));
  if (in_second) result.columns.in_second = add("in_second", std::move(in_second));
  result.plan = make_plan(std::move(project), {input.plan}, std::move(columns), span);
  return result;
}

Relation pattern_result(Binder& binder, std::shared_ptr<const RowsFunction> function, const PatternPlan& of,
                        const std::vector<std::pair<std::string, Type>>& own, parser::Span span) {
  UniqueNames names;
  std::vector<PlanColumn> columns;
  for (const auto& [name, type] : own) columns.push_back(binder.new_column(names.add(name), type));
  for (const PlanColumn& dimension : of.dimensions)
    columns.push_back(binder.new_column(names.add(dimension.name), dimension.type));
  Relation result;
  result.plan = make_plan(ComputeRows{std::move(function)}, {of.plan}, std::move(columns), span);
  return result;
}

std::optional<Relation> bind_segments(Binder& binder, const parser::EvaluateOperator& op, const Relation& input,
                                      const EnvironmentPtr& environment, const SegmentArguments& form) {
  PatternArguments arguments(binder, op, input, environment);
  const double share = arguments.share(0, form.share, form.least_share, form.share_otherwise);
  const auto weight = arguments.weight_column(1);
  const std::size_t number = arguments.number(2, form.number, 1, form.most, form.otherwise);
  const PatternPlan of = pattern_plan(binder, input, weight, std::nullopt, nullptr, nullptr, op.span);
  auto wildcards = arguments.wildcards(3, of.dimensions);
  if (!arguments.sound()) return std::nullopt;
  return pattern_result(binder, form.make({of.columns, std::move(wildcards)}, share, number), of,
                        {{"SegmentId", Type::long_}, {"Count", Type::long_}, {"Percent", Type::real}}, op.span);
}

}  // namespace kelpie::executor
