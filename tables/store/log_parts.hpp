#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tables/store/merge.hpp"
#include "tables/store/snapshot.hpp"
#include "tables/store/state.hpp"

namespace kelpie::tables::store {

// Every append is a part of its own in the log, and a query looks at every part. So that a thousand appends of some rows are not a thousand parts,
// those of one table are merged in memory, in steps: so many appends are one part, so many of such parts are one again. The log's file stays
// what it is.

struct LogPartLimits {
  /// Parts of one table that went through equally many merges, from which on they become one.
  std::size_t parts = 8;
  /// Parts of so many rows stay as they are; a merge ends when it has them.
  std::size_t rows = 16 * 1024;
};

/// Whether parts are to be merged.
[[nodiscard]] bool too_many_parts(std::span<const LogBatch> batches, SegmentPool& pool, const LogPartLimits& limits);

/// The same rows in fewer parts, those of a table in their order, merging about LogPartLimits::rows at most: a call takes no longer for many parts. Throws DamagedData.
[[nodiscard]] std::vector<LogBatch> with_fewer_parts(std::vector<LogBatch> batches, SegmentPool& pool, const LogPartLimits& limits);

/// Some parts of one table as one table's rows, and when they were stored. Throws DamagedData.
struct StoredRows {
  MergedRows rows;
  std::int64_t stored_from = 0;
  std::int64_t stored_to = 0;
};
[[nodiscard]] StoredRows merge_batches(std::span<const LogBatch* const> batches, SegmentPool& pool);

}  // namespace kelpie::tables::store
