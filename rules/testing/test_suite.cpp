#include "rules/testing/test_suite.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <thread>

#include <fmt/format.h>

namespace kelpie::rules::testing {

namespace {

TestResult result_of(const TestSuite& suite, const TestSuite::Case& one, const TestEnvironment& environment) {
  try {
    if (one.rule) return run_test(one.test, suite.rules[*one.rule], environment);
  } catch (const std::runtime_error& failure) {
    return {TestStatus::failed,
            {{one.test.span, fmt::format("The test cannot be run: {}.", failure.what()), {}, {}, {}}},
            {}};
  }
  return {
      TestStatus::failed, {{one.test.span, fmt::format("The rule in {} has errors.", one.rule_path), {}, {}, {}}}, {}};
}

/// Takes one case after the other until there is none; the first exception is kept.
void run_all(const TestSuite& suite, const TestEnvironment& environment, unsigned threads,
             std::vector<CaseResult>& cases) {
  std::atomic<std::size_t> next{0};
  std::exception_ptr failure;
  std::mutex failure_mutex;
  const auto work = [&] {
    try {
      for (std::size_t i = next++; i < cases.size(); i = next++) {
        if (environment.stop != nullptr && *environment.stop) return;
        cases[i].result = result_of(suite, *cases[i].test, environment);
      }
    } catch (...) {
      const std::lock_guard lock(failure_mutex);
      if (!failure) failure = std::current_exception();
      next = cases.size();
    }
  };
  {
    std::vector<std::jthread> workers;
    for (unsigned i = 1; i < threads && i < cases.size(); ++i) workers.emplace_back(work);
    work();
  }
  if (failure) std::rethrow_exception(failure);
}

std::string lacking(const TestSuite& suite, std::size_t rule, const TestRequirements& requirements) {
  std::size_t tests = 0, positive = 0, negative = 0;
  for (const TestSuite::Case& one : suite.cases) {
    if (one.rule != rule) continue;
    ++tests;
    const Polarity polarity = polarity_of(one.test);
    positive += polarity == Polarity::alerts ? 1 : 0;
    negative += polarity == Polarity::no_alerts ? 1 : 0;
  }
  if (tests < requirements.minimum_tests)
    return fmt::format("It has {} of {} tests.", tests, requirements.minimum_tests);
  if (!requirements.both || (positive > 0 && negative > 0)) return {};
  return positive == 0 && negative == 0 ? "No test expects alerts, and none expects no alerts."
         : positive == 0                ? "No test expects alerts."
                                        : "No test expects no alerts.";
}

}  // namespace

SuiteReport run_test_suite(const TestSuite& suite, const TestEnvironment& environment,
                           const TestRequirements& requirements, unsigned threads,
                           const std::function<bool(const TestSuite::Case&)>& selected) {
  SuiteReport report;
  for (const TestSuite::Case& one : suite.cases) {
    if (selected(one)) report.cases.push_back({&one, {}});
  }
  run_all(suite, environment, threads, report.cases);
  for (const CaseResult& one : report.cases) {
    report.passed += one.result.status == TestStatus::passed ? 1 : 0;
    report.failed += one.result.status == TestStatus::failed ? 1 : 0;
    report.invalid += one.result.status == TestStatus::invalid ? 1 : 0;
  }
  for (std::size_t i = 0; i < suite.rules.size(); ++i) {
    if (suite.rules[i].kind == RuleKind::hunting) continue;  // raises no alerts
    if (std::string why = lacking(suite, i, requirements); !why.empty())
      report.untested.push_back({&suite.rules[i], std::move(why)});
  }
  return report;
}

}  // namespace kelpie::rules::testing
