#include <ostream>
#include <set>

#include <fmt/format.h>

#include "plugin/output/test_report/failure_lines.hpp"
#include "plugin/output/test_report/test_report.hpp"

namespace kelpie::plugin {

namespace {

using rules::testing::CaseResult;
using rules::testing::TestStatus;

std::string counted(std::size_t count, std::string_view thing) {
  return fmt::format("{} {}{}", count, thing, count == 1 ? "" : "s");
}

void write_case(std::ostream& out, const CaseResult& one, const Terminal& terminal) {
  const auto& test = one.test->test;
  const TestStatus status = one.result.status;
  const std::string_view word = status == TestStatus::passed   ? "ok     "
                                : status == TestStatus::failed ? "FAILED "
                                                               : "INVALID";
  out << "  " << coloured(word, status == TestStatus::passed ? Colour::green : Colour::red, terminal) << "  "
      << harmless(test.name);
  if (status != TestStatus::passed)
    out << "  "
        << coloured(fmt::format("{}:{}", harmless(test.source->path), line_of(test, test.span)), Colour::dim, terminal);
  out << '\n';
  for (const std::string& line : result_lines(one)) out << "           " << line << '\n';
}

}  // namespace

std::string summary_of(const TestReport& report) {
  const auto& results = report.results;
  std::set<std::string> rules;
  for (const CaseResult& one : results.cases) rules.insert(one.test->rule_path);
  std::string text = fmt::format("{} of {}: ", counted(results.cases.size(), "test"), counted(rules.size(), "rule"));
  if (results.cases.empty()) {
    text = "no test was run";
  } else if (results.failed + results.invalid == 0) {
    text += results.cases.size() == 1 ? "passed" : "all passed";
  } else {
    text += fmt::format("{} passed, {} failed", results.passed, results.failed);
    if (results.invalid > 0) text += fmt::format(", {} invalid", results.invalid);
  }
  if (!results.untested.empty())
    text += fmt::format("; {} without the tests that {} should have", counted(results.untested.size(), "rule"),
                        results.untested.size() == 1 ? "it" : "they");
  return text;
}

void write_test_text(std::ostream& out, const TestReport& report, const Terminal& terminal) {
  const std::string* path = nullptr;
  for (const CaseResult& one : report.results.cases) {
    if (report.failures_only && one.result.status == TestStatus::passed) continue;
    if (path == nullptr || *path != one.test->rule_path) {
      out << (path == nullptr ? "" : "\n") << coloured(harmless(one.test->rule_path), Colour::bold, terminal);
      if (one.test->rule) out << "  " << harmless(report.suite.rules[*one.test->rule].name);
      out << '\n';
      path = &one.test->rule_path;
    }
    write_case(out, one, terminal);
  }
  if (path != nullptr) out << '\n';
  for (const auto& one : report.results.untested) {
    out << coloured("FAILED", Colour::red, terminal) << "  " << harmless(one.rule->source->path) << ": " << one.why
        << '\n';
  }
  if (!report.results.untested.empty()) out << '\n';
  const bool good = report.results.passed == report.results.cases.size() && report.results.untested.empty();
  out << coloured(summary_of(report), good ? Colour::green : Colour::red, terminal) << '\n';
}

}  // namespace kelpie::plugin
