#pragma once

#include "executor/operators/apply_stages.hpp"

namespace kelpie::executor {

/// Window functions within the rows of each parent.
[[nodiscard]] std::unique_ptr<ApplyStage> make_window_stage(const Window& window, const PlanNode& node,
                                                            Execution& execution);
/// A function of whole relations where it can be run for many parents at once, as scan can; else nullptr.
[[nodiscard]] std::unique_ptr<ApplyStage> make_compute_stage(const PlanNode& node, Execution& execution);

}  // namespace kelpie::executor
