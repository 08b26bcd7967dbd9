#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "executor/operators/execution.hpp"

namespace kelpie::executor {

/// The column that a window function makes of rows in order; `layout`: their columns. `parts`, where it is not empty,
/// holds the part of each row, ascending: rows of another part are none of the window's.
[[nodiscard]] tables::Vector window_column(const WindowCall& call, tables::Type type, const Batch& rows,
                                           const std::vector<PlanColumn>& layout, std::span<const std::uint32_t> parts,
                                           Execution& execution);

}  // namespace kelpie::executor
