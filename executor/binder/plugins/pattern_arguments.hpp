#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "executor/binder/plugins/plugin.hpp"
#include "executor/operators/patterns/pattern_functions.hpp"

namespace kelpie::executor {

/// The arguments of the plugins that look for patterns. All optional ones stand at a place; one that is not there, or
/// is the text "~", has its default. What is wrong is told to the binder, and sound() is false then.
class PatternArguments {
 public:
  /// All three must outlive it.
  PatternArguments(Binder& binder, const parser::EvaluateOperator& op, const Relation& input,
                   const EnvironmentPtr& environment)
      : binder_(binder), op_(op), input_(input), environment_(environment) {}

  [[nodiscard]] bool sound() const { return sound_; }
  /// Tells that the plugin takes from `least` to `most` arguments, where that is not so.
  void expect(std::size_t least, std::size_t most, std::string_view form);
  [[nodiscard]] double share(std::size_t place, std::string_view name, double least, double otherwise);
  [[nodiscard]] std::size_t number(std::size_t place, std::string_view name, std::size_t least, std::size_t most,
                                   std::size_t otherwise);
  [[nodiscard]] std::string text(std::size_t place, std::string_view name);
  /// A column of the input by its name; nothing where the default is meant, or after an error.
  [[nodiscard]] std::optional<PlanColumn> column(std::size_t place, std::string_view name);
  /// The same, of numbers.
  [[nodiscard]] std::optional<PlanColumn> weight_column(std::size_t place);
  /// What stands where any value will do: from `place` on, a value a type, for all columns of that type.
  [[nodiscard]] std::vector<tables::Value> wildcards(std::size_t place, const std::vector<PlanColumn>& dimensions);

 private:
  [[nodiscard]] const parser::Expression* given(std::size_t place) const;
  [[nodiscard]] bool is_default(std::size_t place) const;
  [[nodiscard]] std::optional<tables::Value> value(std::size_t place, std::string_view name);
  void wrong(std::size_t place, std::string message, std::string hint = {});

  Binder& binder_;
  const parser::EvaluateOperator& op_;
  const Relation& input_;
  const EnvironmentPtr& environment_;
  bool sound_ = true;
};

/// What a plugin is computed of: the dimensions, which are all visible columns but those left out, then a weight and
/// the rows' sets where they are given.
struct PatternPlan {
  std::vector<PlanColumn> dimensions;
  PatternColumns columns;
  PlanPtr plan;
};
[[nodiscard]] PatternPlan pattern_plan(Binder& binder, const Relation& input, const std::optional<PlanColumn>& weight,
                                       const std::optional<PlanColumn>& split, ExpressionPtr in_first,
                                       ExpressionPtr in_second, parser::Span span);

/// The result: the plugin's own columns, then one a dimension.
[[nodiscard]] Relation pattern_result(Binder& binder, std::shared_ptr<const RowsFunction> function,
                                      const PatternPlan& of,
                                      const std::vector<std::pair<std::string, tables::Type>>& own, parser::Span span);

/// What autocluster and basket are called with: a share, a column of weights, a number, wildcards.
struct SegmentArguments {
  std::string_view share;
  double least_share = 0, share_otherwise = 0;
  std::string_view number;
  std::size_t most = 0, otherwise = 0;
  std::shared_ptr<const RowsFunction> (*make)(PatternInput input, double share, std::size_t number) = nullptr;
};
/// Columns SegmentId, Count, Percent, then one a dimension.
[[nodiscard]] std::optional<Relation> bind_segments(Binder& binder, const parser::EvaluateOperator& op,
                                                    const Relation& input, const EnvironmentPtr& environment,
                                                    const SegmentArguments& form);

}  // namespace kelpie::executor
