#pragma once

#include <cstdint>
#include <span>

#include "executor/aggregates/aggregate.hpp"

namespace kelpie::executor {

/// What the accuracy argument of dcount and hll means (Kusto reference: "dcount()", estimation accuracy): level 0 .. 4
/// stand for sketches of 2^12, 2^14, 2^16, 2^17, 2^18 registers.
struct DcountAccuracy {
  unsigned precision = 14;
  std::uint32_t exact = 1024;  // groups count exactly up to here
};

/// All levels, from 0 on.
[[nodiscard]] std::span<const DcountAccuracy> dcount_accuracies();

/// The level at the argument `index` of a call; 1 when it is left out. Throws QueryError for a level that is none.
[[nodiscard]] DcountAccuracy dcount_accuracy(const CallSite& site, std::size_t index);

}  // namespace kelpie::executor
