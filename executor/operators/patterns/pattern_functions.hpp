#pragma once

#include <memory>
#include <vector>

#include "executor/operators/patterns/coded_rows.hpp"
#include "executor/plan/rows_function.hpp"
#include "tables/value.hpp"

namespace kelpie::executor {

/// What the plugins that look for patterns have in common.
struct PatternInput {
  PatternColumns columns;
  std::vector<tables::Value> wildcards;  // of each dimension: what stands where any value will do
};

// The calculations behind the plugins. Thresholds and weights are shares, 0 to 1. Columns of the results as the plugins
// say.
[[nodiscard]] std::shared_ptr<const RowsFunction> make_basket(PatternInput input, double threshold,
                                                              std::size_t most_dimensions);
[[nodiscard]] std::shared_ptr<const RowsFunction> make_autocluster(PatternInput input, double size_weight,
                                                                   std::size_t seeds);
[[nodiscard]] std::shared_ptr<const RowsFunction> make_diffpatterns(PatternInput input, double threshold,
                                                                    std::size_t most_dimensions);
/// The input's columns: the text, whether the condition is true, whether it is false.
[[nodiscard]] std::shared_ptr<const RowsFunction> make_diffpatterns_text(std::size_t least_tokens, double threshold,
                                                                         std::size_t most_tokens);

/// A percentage with that many digits behind the point.
[[nodiscard]] double rounded_percent(double share, int digits);
/// The columns of the dimensions.
void append_dimensions(const CodedRelation& relation, std::span<const Pattern> patterns, const PatternInput& input,
                       Batch& result);

}  // namespace kelpie::executor
