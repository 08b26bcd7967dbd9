#pragma once

#include <cstdint>

#include "executor/operators/execution.hpp"

namespace kelpie::executor {

/// Rows up to which make_top_integers is the better way.
inline constexpr std::uint64_t most_top_integers = 4096;

/// top by one integer-like term, `count` rows (not 0) of it: each thread keeps its best rows, and a bound that all share rules out most rows, often
/// whole batches. Of the rows that come in only the term is read; the other columns are read of the rows that win. `term` and `node` outlive it.
[[nodiscard]] ProducerPtr make_top_integers(const SortTerm& term, const PlanNode& node, std::uint64_t count, ProducerPtr input, Execution& execution);

}  // namespace kelpie::executor
