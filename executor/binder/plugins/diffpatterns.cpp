#include "executor/binder/plugins/pattern_arguments.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Value;

std::optional<Relation> bind_diffpatterns(Binder& binder, const parser::EvaluateOperator& op, Relation input,
                                          const EnvironmentPtr& environment) {
  PatternArguments arguments(binder, op, input, environment);
  arguments.expect(3, SIZE_MAX,
                   "diffpatterns(SplitColumn, SplitValueA, SplitValueB [, WeightColumn, Threshold, MaxDimensions, "
                   "CustomWildcard, ...])");
  if (!arguments.sound()) return std::nullopt;
  const auto split = arguments.column(0, "SplitColumn");
  if (!split && arguments.sound())
    binder.error("KS109", "SplitColumn has no default: it is the name of a column.", op.call.arguments.front().span);
  if (!split) return std::nullopt;
  // Values of any type are compared as text; true and false in any case, as KQL writes them in small letters and
  // tostring() does not.
  const std::string_view equal = split->type == Type::boolean ? "=~" : "==";
  const auto is_value = [&](std::size_t place, std::string_view name) {
    const ExpressionPtr text = binder.cast(Binder::reference(*split), Type::string);
    return binder.make_call(equal, {text, make_constant(Value::string(arguments.text(place, name)))},
                            op.call.arguments[place].span);
  };
  ExpressionPtr in_a = is_value(1, "SplitValueA");
  ExpressionPtr in_b = is_value(2, "SplitValueB");
  const auto weight = arguments.weight_column(3);
  const double threshold = arguments.share(4, "Threshold", 0.015, 0.05);
  const std::size_t most_dimensions = arguments.number(5, "MaxDimensions", 1, 10'000, 10'000);
  if (!in_a || !in_b) return std::nullopt;
  const PatternPlan of = pattern_plan(binder, input, weight, split, std::move(in_a), std::move(in_b), op.span);
  auto wildcards = arguments.wildcards(6, of.dimensions);
  if (!arguments.sound()) return std::nullopt;
  return pattern_result(binder, make_diffpatterns({of.columns, std::move(wildcards)}, threshold, most_dimensions), of,
                        {{"SegmentId", Type::long_},
                         {"CountA", Type::long_},
                         {"CountB", Type::long_},
                         {"PercentA", Type::real},
                         {"PercentB", Type::real},
                         {"PercentDiffAB", Type::real}},
                        op.span);
}

}  // namespace kelpie::executor
