#include "executor/operators/patterns/pattern_functions.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "executor/operators/execution.hpp"
#include "executor/operators/patterns/difference_patterns.hpp"
#include "executor/operators/patterns/frequent_patterns.hpp"
#include "executor/operators/patterns/segment_patterns.hpp"
#include "tables/builder.hpp"

namespace kelpie::executor {

using tables::ColumnBuilder;
using tables::Type;
using tables::Value;

double rounded_percent(double share, int digits) {
  const double scale = std::pow(10.0, digits);
  return std::round(share * 100 * scale) / scale;
}

void append_dimensions(const CodedRelation& relation, std::span<const Pattern> patterns, const PatternInput& input,
                       Batch& result) {
  for (std::size_t i = 0; i < input.columns.dimensions; ++i)
    result.columns.push_back(relation.values(i, patterns, input.wildcards[i]));
}

namespace {

/// A share that misses a threshold by no more than the rounding of its calculation reaches it.
constexpr double rounding = 1e-9;

std::int64_t count_of(double weight) { return std::llround(std::min(weight, 9e18)); }

/// SegmentId, Count, Percent, dimensions; what holds many rows and says much of them first.
Batch segments(const CodedRelation& relation, std::vector<Pattern> patterns, const PatternInput& input) {
  const auto rank = [](const Pattern& pattern) {
    return pattern.weights.first * static_cast<double>(pattern.dimensions());
  };
  std::stable_sort(patterns.begin(), patterns.end(), [&](const Pattern& a, const Pattern& b) {
    return rank(a) != rank(b) ? rank(a) > rank(b) : a.weights.first > b.weights.first;
  });
  const double all = total(relation.rows()).first;
  ColumnBuilder ids(Type::long_), counts(Type::long_), percents(Type::real);
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    ids.append(Value::long_(static_cast<std::int64_t>(i)));
    counts.append(Value::long_(count_of(patterns[i].weights.first)));
    percents.append(Value::real(rounded_percent(patterns[i].weights.first / all, 1)));
  }
  Batch result{patterns.size(), {ids.finish(), counts.finish(), percents.finish()}, 0};
  append_dimensions(relation, patterns, input, result);
  return result;
}

class Basket final : public RowsFunction {
 public:
  Basket(PatternInput input, double threshold, std::size_t most_dimensions)
      : input_(std::move(input)), threshold_(threshold), most_dimensions_(most_dimensions) {}

  [[nodiscard]] std::string describe() const override {
    return fmt::format("basket({}, {})", threshold_, most_dimensions_);
  }
  [[nodiscard]] Batch run(std::span<const Batch> inputs, const PlanNode&, Execution& execution) const override {
    const CodedRelation relation(inputs.front(), input_.columns, execution);
    const double all = total(relation.rows()).first;
    const double least = all * (threshold_ - rounding);
    std::vector<Pattern> patterns;
    if (all > 0) {
      const CommonRows common = without_rare(relation.rows(), {least, 1}, execution);
      for (const Pattern& found : frequent_patterns(common.rows, least, most_dimensions_, execution))
        patterns.push_back(common.original(found));
    }
    return segments(relation, std::move(patterns), input_);
  }

 private:
  PatternInput input_;
  double threshold_;
  std::size_t most_dimensions_;
};

class Autocluster final : public RowsFunction {
 public:
  Autocluster(PatternInput input, double size_weight, std::size_t seeds)
      : input_(std::move(input)), size_weight_(size_weight), seeds_(seeds) {}

  [[nodiscard]] std::string describe() const override {
    return fmt::format("autocluster({}, {})", size_weight_, seeds_);
  }
  [[nodiscard]] Batch run(std::span<const Batch> inputs, const PlanNode&, Execution& execution) const override {
    const CodedRelation relation(inputs.front(), input_.columns, execution);
    // What less than one row of a thousand has (a time, an identifier) makes no segment; without it many rows are the
    // same.
    const CommonRows common = without_rare(relation.rows(), {total(relation.rows()).first * 0.001, 1}, execution);
    std::vector<Pattern> patterns;
    for (const Pattern& found : segment_patterns(common.rows, size_weight_, seeds_, execution))
      patterns.push_back(common.original(found));
    return segments(relation, std::move(patterns), input_);
  }

 private:
  PatternInput input_;
  double size_weight_;
  std::size_t seeds_;
};

class Diffpatterns final : public RowsFunction {
 public:
  Diffpatterns(PatternInput input, double threshold, std::size_t most_dimensions)
      : input_(std::move(input)), threshold_(threshold), most_dimensions_(most_dimensions) {}

  [[nodiscard]] std::string describe() const override { return fmt::format("diffpatterns({})", threshold_); }
  [[nodiscard]] Batch run(std::span<const Batch> inputs, const PlanNode&, Execution& execution) const override {
    const CodedRelation relation(inputs.front(), input_.columns, execution);
    const Weights all = total(relation.rows());
    const double least = threshold_ - rounding;
    const CommonRows common = without_rare(relation.rows(), {all.first * least, all.second * least}, execution);
    std::vector<Pattern> patterns;
    for (const Pattern& found : difference_patterns(common.rows, threshold_, most_dimensions_, execution))
      patterns.push_back(common.original(found));
    ColumnBuilder ids(Type::long_), counts_a(Type::long_), counts_b(Type::long_), percents_a(Type::real),
        percents_b(Type::real), differences(Type::real);
    for (std::size_t i = 0; i < patterns.size(); ++i) {
      const Weights& weights = patterns[i].weights;
      ids.append(Value::long_(static_cast<std::int64_t>(i)));
      counts_a.append(Value::long_(count_of(weights.first)));
      counts_b.append(Value::long_(count_of(weights.second)));
      percents_a.append(Value::real(rounded_percent(weights.first / all.first, 2)));
      percents_b.append(Value::real(rounded_percent(weights.second / all.second, 2)));
      differences.append(Value::real(rounded_percent(std::abs(difference(weights, all)), 2)));
    }
    Batch result{patterns.size(),
                 {ids.finish(), counts_a.finish(), counts_b.finish(), percents_a.finish(), percents_b.finish(),
                  differences.finish()},
                 0};
    append_dimensions(relation, patterns, input_, result);
    return result;
  }

 private:
  PatternInput input_;
  double threshold_;
  std::size_t most_dimensions_;
};

}  // namespace

std::shared_ptr<const RowsFunction> make_basket(PatternInput input, double threshold, std::size_t most_dimensions) {
  return std::make_shared<Basket>(std::move(input), threshold, most_dimensions);
}

std::shared_ptr<const RowsFunction> make_autocluster(PatternInput input, double size_weight, std::size_t seeds) {
  return std::make_shared<Autocluster>(std::move(input), size_weight, seeds);
}

std::shared_ptr<const RowsFunction> make_diffpatterns(PatternInput input, double threshold,
                                                      std::size_t most_dimensions) {
  return std::make_shared<Diffpatterns>(std::move(input), threshold, most_dimensions);
}

}  // namespace kelpie::executor
