#pragma once

#include "executor/operators/patterns/coded_rows.hpp"

namespace kelpie::executor {

/// All patterns that weigh at least `least` in the first set, each with every value that all of its rows share (Agrawal
/// and Srikant's Apriori, going into depth; of patterns with the same rows only the one with most values is told). A
/// pattern is found where at most `most_dimensions` of its values determine it. Exact. Throws QueryError where there
/// are more than `limit`.
[[nodiscard]] std::vector<Pattern> frequent_patterns(const CodedRows& rows, double least, std::size_t most_dimensions,
                                                     Execution& execution, std::size_t limit = 1'000'000);

}  // namespace kelpie::executor
