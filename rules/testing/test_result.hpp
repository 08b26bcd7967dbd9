#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rules/rule_diagnostic.hpp"
#include "rules/testing/rule_test.hpp"

namespace kelpie::rules::testing {

enum class TestStatus {
  passed,
  failed,   // what came is not what was expected, or the rule does not run
  invalid,  // the test itself is wrong
};

/// One expectation that was not met, and what a person wants to know then.
struct TestFailure {
  parser::Span span;  // of the expectation in the test file
  std::string what;   // without differences: what went wrong
  std::vector<Difference> differences;
  std::vector<std::string> notes;  // what happened: runs, rows, events
  std::string hint;                // what to do; may be empty
};

struct TestResult {
  TestStatus status = TestStatus::passed;
  std::vector<TestFailure> failures;
  RuleDiagnostics problems;  // of the test file (KT...), or of the rule when it did not run
};

}  // namespace kelpie::rules::testing
