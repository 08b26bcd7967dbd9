#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "executor/operators/execution.hpp"

namespace kelpie::executor {

/// A run of rows that a scan reads at once.
struct ScanBlock {
  std::shared_ptr<const tables::Segment> segment;
  std::size_t offset = 0;
  std::size_t rows = 0;
  std::uint64_t sequence = 0;  // place among the blocks of the table, those left out counted
};

/// The blocks of a table that a scan has to read: those that its bounds do not rule out, in the order of the rows or,
/// where `best_first` is set and the scan has an order, the most promising ones first. Throws DamagedData.
[[nodiscard]] std::vector<ScanBlock> blocks_of(const ScanTable& scan, const QueryContext& context, bool best_first);

}  // namespace kelpie::executor
