#include "executor/binder/plugins/pattern_arguments.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Value;

std::optional<Relation> bind_diffpatterns_text(Binder& binder, const parser::EvaluateOperator& op, Relation input,
                                               const EnvironmentPtr& environment) {
  PatternArguments arguments(binder, op, input, environment);
  arguments.expect(2, 5, "diffpatterns_text(TextColumn, BooleanCondition [, MinTokens, Threshold, MaxTokens])");
  if (!arguments.sound()) return std::nullopt;
  const ExpressionScope row{environment, &input};
  ExpressionPtr text = binder.bind_expression(op.call.arguments[0].value, row);
  ExpressionPtr condition = binder.bind_predicate(op.call.arguments[1].value, row);
  const std::size_t least_tokens = arguments.number(2, "MinTokens", 0, 200, 1);
  const double threshold = arguments.share(3, "Threshold", 0.015, 0.05);
  const std::size_t most_tokens = arguments.number(4, "MaxTokens", 1, 200, 20);
  if (text && text->type != Type::string && text->type != Type::dynamic) {
    binder.error("KS109", "TextColumn is a text; it is of type " + std::string(tables::name_of(text->type)) + ".",
                 op.call.arguments[0].span);
    return std::nullopt;
  }
  if (!text || !condition || !arguments.sound()) return std::nullopt;
  // A condition that is null is not true.
  condition = binder.make_call("coalesce", {condition, make_constant(Value::boolean(false))}, op.span);
  const ExpressionPtr otherwise = condition ? binder.make_call("not", {condition}, op.span) : nullptr;
  if (!otherwise) return std::nullopt;
  PatternPlan of;
  of.plan = make_plan(Project{{binder.cast(text, Type::string), condition, otherwise}}, {input.plan},
                      {binder.new_column("text", Type::string), binder.new_column("in_first", Type::boolean),
                       binder.new_column("in_second", Type::boolean)},
                      op.span);
  return pattern_result(binder, make_diffpatterns_text(least_tokens, threshold, most_tokens), of,
                        {{"Count_of_True", Type::long_},
                         {"Count_of_False", Type::long_},
                         {"Percent_of_True", Type::real},
                         {"Percent_of_False", Type::real},
                         {"Pattern", Type::string}},
                        op.span);
}

}  // namespace kelpie::executor
