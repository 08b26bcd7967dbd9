#pragma once

#include <cstdint>
#include <vector>

#include "executor/aggregates/aggregate.hpp"

namespace kelpie::executor {

/// The percentiles that a call asks for, 0 .. 100: its constants from `first` on, each a number, or one array of
/// numbers. Throws QueryError for anything else.
[[nodiscard]] std::vector<double> percentiles_of(const CallSite& site, std::size_t first);

/// Nearest rank: the place, counted from 1, of the percentile among `count` > 0 values in order (Kusto reference:
/// "percentile()").
[[nodiscard]] std::uint64_t nearest_rank(double percentile, std::uint64_t count);

}  // namespace kelpie::executor
