#pragma once

#include "rules/testing/rule_test.hpp"
#include "rules/testing/test_environment.hpp"
#include "rules/testing/test_result.hpp"

namespace kelpie::rules::testing {

/// Runs one test of a rule. Nothing is thrown but std::bad_alloc, and std::runtime_error where temporary files cannot
/// be written. Thread-safe.
[[nodiscard]] TestResult run_test(const RuleTest& test, const Rule& rule, const TestEnvironment& environment);

}  // namespace kelpie::rules::testing
