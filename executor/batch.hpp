#pragma once

#include <cstdint>
#include <vector>

#include "tables/vector.hpp"

namespace kelpie::executor {

/// Some rows on their way through the operators: columns of one length. Cheap to copy and to slice.
struct Batch {
  std::size_t rows = 0;
  std::vector<tables::Vector> columns;
  /// Place among the batches of the same stream: sorting by it restores the order of the rows, whatever thread made them.
  std::uint64_t sequence = 0;
};

/// A whole relation in memory, batches in order.
using Batches = std::vector<Batch>;

[[nodiscard]] inline std::size_t row_count(const Batches& batches) {
  std::size_t rows = 0;
  for (const Batch& batch : batches) rows += batch.rows;
  return rows;
}

}  // namespace kelpie::executor
