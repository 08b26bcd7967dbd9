#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "executor/engine.hpp"
#include "rules/testing/placed_value.hpp"

namespace kelpie::rules::testing {

/// The row as it is for each index from 0: {{...}} in its texts is a scalar expression of KQL, in which `index` is that
/// number and `clock` the clock's time. All are evaluated by one query. Tells what is wrong with an expression; then
/// there are no rows.
[[nodiscard]] std::vector<PlacedValue> expand_templates(const PlacedValue& row, std::uint64_t repeat,
                                                        std::int64_t clock, const executor::Engine& engine,
                                                        TestReader& reader);

}  // namespace kelpie::rules::testing
