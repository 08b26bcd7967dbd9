#pragma once

#include <span>

#include "executor/batch.hpp"
#include "executor/plan/plan.hpp"

namespace kelpie::executor {

/// Where columns lie among those of a layout, which has them all; cheap where their order is the same.
[[nodiscard]] std::vector<std::size_t> positions_of(const std::vector<PlanColumn>& layout, std::span<const PlanColumn> columns);
/// All batches as one: column i has the type of columns[i]. Throws QueryError over 2^32 - 2 rows, which row numbers cannot name.
[[nodiscard]] Batch concatenate(const Batches& batches, const std::vector<PlanColumn>& columns);
/// Cuts a batch into batches of at most `rows` rows, numbered from 0; copies nothing.
[[nodiscard]] Batches split(const Batch& batch, std::size_t rows);

}  // namespace kelpie::executor
