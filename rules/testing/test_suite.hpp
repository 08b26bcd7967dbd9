#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/load.hpp"
#include "rules/testing/run_test.hpp"

namespace kelpie::rules::testing {

/// Rules and their tests, as files hold them.
struct TestSuite {
  std::vector<Rule> rules;  // in the order of their paths
  struct Case {
    RuleTest test;
    std::optional<std::size_t> rule;  // nothing: its file has errors
    std::string rule_path;
  };
  std::vector<Case> cases;           // in the order of files and places
  RuleDiagnostics problems;          // of test files
  RuleDiagnostics rule_diagnostics;  // errors of rule files
  std::size_t test_files = 0;
};

/// Finds rules and tests: a test file brings the rule beside it or the one that it names, a rule file the tests beside
/// it or in a folder `tests` there, a folder all that is below it. Nothing is thrown for bad input.
[[nodiscard]] TestSuite load_test_suite(const std::vector<std::string>& paths);

struct TestRequirements {
  std::size_t minimum_tests = 0;  // of each rule
  bool both = false;              // at least one that expects alerts, and one that expects none
};

struct CaseResult {
  const TestSuite::Case* test = nullptr;
  TestResult result;
};
/// A rule that has not the tests that it should have.
struct UntestedRule {
  const Rule* rule = nullptr;
  std::string why;
};

struct SuiteReport {
  std::vector<CaseResult> cases;  // in the suite's order
  std::vector<UntestedRule> untested;
  std::size_t passed = 0, failed = 0, invalid = 0;
};

/// Runs the cases for which `selected` says so, on so many threads; what it gives does not depend on their number. The
/// suite must outlive the report.
[[nodiscard]] SuiteReport run_test_suite(const TestSuite& suite, const TestEnvironment& environment,
                                         const TestRequirements& requirements, unsigned threads,
                                         const std::function<bool(const TestSuite::Case&)>& selected);

}  // namespace kelpie::rules::testing
