#include <ostream>

#include "plugin/output/test_report/failure_lines.hpp"
#include "plugin/output/test_report/test_report.hpp"
#include "tables/dynamic.hpp"

namespace kelpie::plugin {

namespace {

using rules::testing::Difference;
using rules::testing::TestStatus;

class JsonReport {
 public:
  std::string write(const TestReport& report) {
    builder_.begin_bag();
    number("passed", report.results.passed);
    number("failed", report.results.failed);
    number("invalid", report.results.invalid);
    list("tests", report.results.cases, [&](const auto& one) {
      if (!report.failures_only || one.result.status != TestStatus::passed) write_case(report, one);
    });
    list("untested", report.results.untested, [&](const auto& one) {
      builder_.begin_bag();
      text("rule", one.rule->id);
      text("path", one.rule->source->path);
      text("why", one.why);
      builder_.end_bag();
    });
    list("problems", report.suite.problems, [&](const auto& one) { write_problem(one); });
    list("ruleErrors", report.suite.rule_diagnostics, [&](const auto& one) { write_problem(one); });
    builder_.end_bag();
    return tables::to_json(tables::DynamicView(builder_.bytes()));
  }

 private:
  void text(std::string_view key, std::string_view value) {
    builder_.key(key);
    builder_.string(value);
  }
  void number(std::string_view key, std::uint64_t value) {
    builder_.key(key);
    builder_.long_(static_cast<std::int64_t>(value));
  }
  template <typename Items, typename F>
  void list(std::string_view key, const Items& items, F&& write_one) {
    builder_.key(key);
    builder_.begin_array();
    for (const auto& item : items) write_one(item);
    builder_.end_array();
  }

  void write_case(const TestReport& report, const rules::testing::CaseResult& one) {
    const auto& test = one.test->test;
    builder_.begin_bag();
    text("name", test.name);
    text("status", one.result.status == TestStatus::passed   ? "passed"
                   : one.result.status == TestStatus::failed ? "failed"
                                                             : "invalid");
    text("file", test.source->path);
    number("line", line_of(test, test.span));
    text("rulePath", one.test->rule_path);
    if (one.test->rule) {
      text("ruleId", report.suite.rules[*one.test->rule].id);
      text("ruleName", report.suite.rules[*one.test->rule].name);
    }
    list("failures", one.result.failures, [&](const auto& failure) {
      builder_.begin_bag();
      number("line", line_of(test, failure.span));
      if (!failure.what.empty()) text("what", failure.what);
      list("differences", failure.differences,
           [&](const Difference& difference) { write_difference(test, difference); });
      list("notes", failure.notes, [&](const std::string& note) { builder_.string(note); });
      text("hint", failure.hint);
      builder_.end_bag();
    });
    list("problems", one.result.problems, [&](const auto& problem) { write_problem(problem); });
    builder_.end_bag();
  }

  void write_difference(const rules::testing::RuleTest& test, const Difference& difference) {
    builder_.begin_bag();
    text("path", difference.path);
    number("line", line_of(test, difference.span));
    text("expected", difference.expected);
    text("found", difference.found);
    list("inside", difference.inside, [&](const Difference& inner) { write_difference(test, inner); });
    builder_.end_bag();
  }

  void write_problem(const rules::RuleDiagnostic& problem) {
    builder_.begin_bag();
    text("file", problem.source->path);
    number("line", problem.position().line);
    number("column", problem.position().column);
    text("code", problem.diagnostic.code);
    text("message", problem.diagnostic.message);
    text("hint", problem.diagnostic.hint);
    builder_.end_bag();
  }

  tables::DynamicBuilder builder_;
};

}  // namespace

void write_test_json(std::ostream& out, const TestReport& report) { out << JsonReport().write(report) << '\n'; }

}  // namespace kelpie::plugin
