#pragma once

#include "executor/operators/patterns/coded_rows.hpp"

namespace kelpie::executor {

/// Patterns whose share of the first set differs from their share of the second by at least `least`, the largest
/// difference first. From every single value one more value is added as long as that makes the difference larger; at
/// most `most_dimensions` are chosen, and what all rows of a pattern share is part of it. A pattern that only narrows
/// one with a larger difference of the same sign is not told.
[[nodiscard]] std::vector<Pattern> difference_patterns(const CodedRows& rows, double least, std::size_t most_dimensions,
                                                       Execution& execution);

/// What the pattern has of the first set less what it has of the second, -1 to 1.
[[nodiscard]] double difference(Weights pattern, Weights all);

}  // namespace kelpie::executor
