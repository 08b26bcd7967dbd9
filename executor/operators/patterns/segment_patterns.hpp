#pragma once

#include "executor/operators/patterns/coded_rows.hpp"

namespace kelpie::executor {

/// A few patterns that say what the rows have in common, after the seed and expand search of "Algorithms for Telemetry
/// Data Mining using Discrete Attributes". Seeds are rows, taken evenly along the weight of all; around each the best
/// segment that holds it is looked for. The score of a segment is the weighted geometric mean of its share of all rows
/// (`size_weight`) and of what its values say, where a value says the more the fewer rows have it. Of segments that
/// mostly hold the same rows the best is told. The rows must be merged.
[[nodiscard]] std::vector<Pattern> segment_patterns(const CodedRows& rows, double size_weight, std::size_t seeds,
                                                    Execution& execution);

}  // namespace kelpie::executor
