#pragma once

#include "executor/aggregates/aggregate.hpp"

namespace kelpie::executor {

/// The ...if form of an aggregate: only rows where the boolean argument at `predicate` is true reach it. `inner` sees
/// the call without that argument.
[[nodiscard]] AggregatorFactory filtered(AggregatorFactory inner, std::size_t predicate);

/// The same for an aggregate of one argument that skips nulls: rows where the predicate is not true become nulls, which
/// is quicker than picking the others out. Not for strings, which have no null, nor for an aggregate that keeps its
/// arguments.
[[nodiscard]] AggregatorFactory masked(AggregatorFactory inner);

/// The rows of a boolean vector that are true, ascending; nothing when all are.
[[nodiscard]] std::optional<std::vector<std::uint32_t>> true_rows(const tables::Vector& predicate);

}  // namespace kelpie::executor
