#pragma once

#include <memory>

#include "executor/aggregates/aggregate.hpp"

namespace kelpie::executor {

/// The covariance of two numeric or time arguments; rows where either is null do not count.
[[nodiscard]] std::unique_ptr<Aggregator> make_covariance(bool population);

}  // namespace kelpie::executor
