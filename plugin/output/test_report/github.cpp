#include <ostream>

#include <fmt/format.h>

#include "plugin/output/test_report/failure_lines.hpp"
#include "plugin/output/test_report/test_report.hpp"

namespace kelpie::plugin {

namespace {

using rules::testing::TestStatus;

/// A workflow command takes one line; in its properties, colons and commas mean something.
std::string escaped(std::string_view text, bool property) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '%':
        out += "%25";
        break;
      case '\r':
        out += "%0D";
        break;
      case '\n':
        out += "%0A";
        break;
      case ':':
        out += property ? "%3A" : ":";
        break;
      case ',':
        out += property ? "%2C" : ",";
        break;
      default:
        out += c;
    }
  }
  return out;
}

void annotate(std::ostream& out, std::string_view file, std::uint32_t line, std::string_view title,
              std::string_view message) {
  out << fmt::format("::error file={},line={},title={}::{}\n", escaped(file, true), line, escaped(title, true),
                     escaped(message, false));
}

}  // namespace

void write_test_github(std::ostream& out, const TestReport& report) {
  for (const auto* diagnostics : {&report.suite.problems, &report.suite.rule_diagnostics}) {
    for (const rules::RuleDiagnostic& one : *diagnostics)
      annotate(out, one.source->path, one.position().line, one.diagnostic.code, one.diagnostic.message);
  }
  for (const auto& one : report.results.cases) {
    if (one.result.status == TestStatus::passed) continue;
    const auto& test = one.test->test;
    const parser::Span span = one.result.failures.empty() ? test.span : one.result.failures.front().span;
    std::string message;
    for (const std::string& line : result_lines(one)) message += (message.empty() ? "" : "\n") + line;
    annotate(out, test.source->path, line_of(test, span), test.name, message);
  }
  for (const auto& one : report.results.untested) annotate(out, one.rule->source->path, 1, one.rule->name, one.why);
  out << summary_of(report) << '\n';
}

}  // namespace kelpie::plugin
