#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "executor/operators/execution.hpp"

namespace kelpie::executor {

/// Rows of a sub-plan's runs over many outer rows, side by side.
struct AppliedRows {
  Batch rows;
  std::vector<std::uint32_t> parents;  // the outer row of each row, ascending
  std::uint32_t first_parent = 0, end_parent = 0;  // all outer rows, those without rows too
};

/// One operator of a sub-plan, run for many outer rows at once: what it does, it does within the rows of one parent. Thread-safe.
class ApplyStage {
 public:
  virtual ~ApplyStage() = default;
  [[nodiscard]] virtual AppliedRows apply(AppliedRows rows) const = 0;
};
using ApplyStages = std::vector<std::unique_ptr<ApplyStage>>;

/// The stages of a sub-plan above its ApplyInput, first to last; nothing where an operator of it has to be run for each outer row alone.
/// The plan must outlive them.
[[nodiscard]] std::optional<ApplyStages> make_apply_stages(const PlanPtr& subplan, Execution& execution);

}  // namespace kelpie::executor
