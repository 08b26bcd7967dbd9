#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "rules/incremental/new_rows.hpp"
#include "rules/incremental/run_parameters.hpp"

namespace kelpie::rules {

/// When a rule runs: at anchor + k * frequency, over the period before.
struct RunTimes {
  std::int64_t anchor = 0;
  std::int64_t frequency = 0;
  std::int64_t period = 0;
};

/// The datetimes that a predicate compares the column with, where it does nothing else: `TimeGenerated > ago(1h)`,
/// `between`. A slice that begins where they lie is in or out as a whole.
[[nodiscard]] std::optional<std::vector<executor::ExpressionPtr>> cut_offs(const executor::Expression& predicate,
                                                                           executor::ColumnId time);

/// The longest slices such that windows and cut-offs of all runs begin and end where slices do; nothing when they would
/// be shorter than a minute. The parameters are set to other times meanwhile.
[[nodiscard]] std::optional<NewRows::Slices> slices_for(const RunTimes& times,
                                                        const std::vector<executor::ExpressionPtr>& cut_offs,
                                                        RunParameters& parameters);

/// Whether a slice begins at that time.
[[nodiscard]] bool begins_slice(std::int64_t time, NewRows::Slices slices);

}  // namespace kelpie::rules
