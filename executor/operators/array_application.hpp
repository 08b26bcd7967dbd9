#pragma once

#include <functional>

#include "executor/operators/apply_stages.hpp"
#include "executor/operators/array_expansion.hpp"

namespace kelpie::executor {

/// mv-apply over batches: most sub-plans run over the elements of a whole batch at once, others once for every row. Thread-safe.
class ArrayApplication {
 public:
  /// All of it must outlive the application.
  ArrayApplication(const ApplyToArrays& apply, const PlanNode& node, Execution& execution);

  /// Calls f with the rows that the batch becomes, in pieces: their columns are the node's, their parents the batch's rows. False when f
  /// returned false.
  bool run(const Batch& batch, const std::function<bool(AppliedRows)>& f) const;

 private:
  [[nodiscard]] tables::Vector expanded(ColumnId id, const Batch& batch, const ExpandedRows& piece, const std::vector<std::uint32_t>& parents) const;
  [[nodiscard]] AppliedRows run_each(const AppliedRows& rows) const;

  const ApplyToArrays& apply_;
  const PlanNode& node_;
  const std::vector<PlanColumn>& outer_;
  Execution& execution_;
  ArrayExpansion expansion_;
  std::optional<ApplyStages> stages_;
};

}  // namespace kelpie::executor
