#pragma once

#include <iosfwd>

#include "plugin/output/terminal.hpp"
#include "rules/testing/test_suite.hpp"

namespace kelpie::plugin {

/// What is said of a run of tests, in one of the forms below. None has a time in it: the same files give the same
/// report.
struct TestReport {
  const rules::testing::TestSuite& suite;
  const rules::testing::SuiteReport& results;
  bool failures_only = false;
};

/// For a person: rules with their tests, each failure with what was expected and what came.
void write_test_text(std::ostream& out, const TestReport& report, const Terminal& terminal);
/// One JSON object.
void write_test_json(std::ostream& out, const TestReport& report);
/// JUnit's XML, as build servers read it: a test suite a rule.
void write_test_junit(std::ostream& out, const TestReport& report);
/// Workflow commands of GitHub Actions (GitHub Docs: "Workflow commands"): an annotation a failure, at its line of the
/// test file.
void write_test_github(std::ostream& out, const TestReport& report);

/// "12 tests of 3 rules: 11 passed, 1 failed".
[[nodiscard]] std::string summary_of(const TestReport& report);

}  // namespace kelpie::plugin
