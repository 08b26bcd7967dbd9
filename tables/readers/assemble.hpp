#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tables/memory_table.hpp"
#include "tables/readers/table_filler.hpp"

namespace kelpie::tables::readers {

struct AssembleOptions {
  std::string workspace_id;  // for TenantId where it is missing
  std::size_t segment_rows = std::size_t{1} << 20;
  /// Runs the tasks 0 .. count-1, perhaps several at once, and returns when all are done.
  std::function<void(std::size_t count, const std::function<void(std::size_t)>& task)> run;
};

/// Makes one table of what the threads collected for it: rows in the order of the input, a dictionary per column for
/// the whole table, values of a column that never differ as a constant. Takes the fillers' pieces.
[[nodiscard]] std::shared_ptr<MemoryTable> assemble(std::vector<std::unique_ptr<TableFiller>> fillers,
                                                    const AssembleOptions& options);

}  // namespace kelpie::tables::readers
