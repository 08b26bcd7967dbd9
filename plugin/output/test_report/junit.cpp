#include <map>
#include <ostream>

#include <fmt/format.h>

#include "plugin/output/test_report/failure_lines.hpp"
#include "plugin/output/test_report/test_report.hpp"

namespace kelpie::plugin {

namespace {

using rules::testing::CaseResult;
using rules::testing::TestStatus;

/// Text for an attribute or between tags; what XML 1.0 has no character for becomes a question mark.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? '?' : c;
    }
  }
  return out;
}

struct Counts {
  std::size_t tests = 0, failures = 0, errors = 0;
};
std::string attributes_of(const Counts& counts) {
  return fmt::format(R"(tests="{}" failures="{}" errors="{}")", counts.tests, counts.failures, counts.errors);
}

void write_fault(std::ostream& out, std::string_view tag, std::string_view type, std::string_view message,
                 const std::vector<std::string>& lines) {
  out << fmt::format("      <{} type=\"{}\" message=\"{}\">", tag, type, escaped(message));
  for (std::size_t i = 0; i < lines.size(); ++i) out << (i > 0 ? "\n" : "") << escaped(lines[i]);
  out << fmt::format("</{}>\n", tag);
}

void write_case(std::ostream& out, const CaseResult& one, const std::string& suite) {
  const auto& test = one.test->test;
  out << fmt::format(R"(    <testcase name="{}" classname="{}" file="{}" line="{}")", escaped(test.name),
                     escaped(suite), escaped(test.source->path), line_of(test, test.span));
  if (one.result.status == TestStatus::passed) {
    out << "/>\n";
    return;
  }
  out << ">\n";
  const bool failed = one.result.status == TestStatus::failed;
  const std::vector<std::string> lines = result_lines(one);
  write_fault(out, failed ? "failure" : "error", failed ? "difference" : "invalid test",
              lines.empty() ? std::string() : lines.front(), lines);
  out << "    </testcase>\n";
}

/// Things that are wrong without being a test, as cases of a suite of their own.
void write_others(std::ostream& out, const TestReport& report) {
  const auto& suite = report.suite;
  const std::size_t errors = suite.problems.size() + suite.rule_diagnostics.size();
  const std::size_t untested = report.results.untested.size();
  if (errors + untested == 0) return;
  out << fmt::format("  <testsuite name=\"files\" {}>\n", attributes_of({errors + untested, untested, errors}));
  const auto write = [&](const std::string& name, const std::string& file, std::string_view tag, std::string_view type,
                         const std::string& message, const std::vector<std::string>& lines) {
    out << fmt::format("    <testcase name=\"{}\" classname=\"files\" file=\"{}\">\n", escaped(name), escaped(file));
    write_fault(out, tag, type, message, lines);
    out << "    </testcase>\n";
  };
  for (const auto* diagnostics : {&suite.problems, &suite.rule_diagnostics}) {
    for (const rules::RuleDiagnostic& one : *diagnostics) {
      write(fmt::format("{}:{}:{}", one.source->path, one.position().line, one.position().column), one.source->path,
            "error", one.diagnostic.code, one.diagnostic.message, diagnostic_lines(one));
    }
  }
  for (const auto& one : report.results.untested)
    write(one.rule->source->path, one.rule->source->path, "failure", "untested", one.why, {one.why});
  out << "  </testsuite>\n";
}

}  // namespace

void write_test_junit(std::ostream& out, const TestReport& report) {
  Counts all{0, report.results.failed + report.results.untested.size(),
             report.results.invalid + report.suite.problems.size() + report.suite.rule_diagnostics.size()};
  all.tests = report.results.cases.size() + report.results.untested.size() + report.suite.problems.size() +
              report.suite.rule_diagnostics.size();
  std::vector<std::pair<std::string, std::vector<const CaseResult*>>> suites;
  for (const CaseResult& one : report.results.cases) {
    if (suites.empty() || suites.back().first != one.test->rule_path)
      suites.emplace_back(one.test->rule_path, std::vector<const CaseResult*>{});
    suites.back().second.push_back(&one);
  }
  out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"kelpie\" " << attributes_of(all) << ">\n";
  for (const auto& [path, cases] : suites) {
    Counts counts{cases.size(), 0, 0};
    for (const CaseResult* one : cases) {
      counts.failures += one->result.status == TestStatus::failed ? 1 : 0;
      counts.errors += one->result.status == TestStatus::invalid ? 1 : 0;
    }
    out << fmt::format("  <testsuite name=\"{}\" {}>\n", escaped(path), attributes_of(counts));
    for (const CaseResult* one : cases) {
      if (!report.failures_only || one->result.status != TestStatus::passed) write_case(out, *one, path);
    }
    out << "  </testsuite>\n";
  }
  write_others(out, report);
  out << "</testsuites>\n";
}

}  // namespace kelpie::plugin
