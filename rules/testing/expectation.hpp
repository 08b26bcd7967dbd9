#pragma once

#include "rules/testing/rule_test.hpp"

namespace kelpie::rules::testing {

/// Reads what stands under `expect`: a word, or sections with counts and patterns.
[[nodiscard]] Expectation read_expectation(const PlacedValue& value, TestReader& reader);

}  // namespace kelpie::rules::testing
