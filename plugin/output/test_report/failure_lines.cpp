#include "plugin/output/test_report/failure_lines.hpp"

#include <fmt/format.h>

#include "plugin/output/terminal.hpp"

namespace kelpie::plugin {

namespace {

using rules::testing::Difference;

/// `path` without what stands above it already.
std::string below(const std::string& path, const std::string& parent) {
  if (parent.empty() || !path.starts_with(parent) || path.size() == parent.size()) return path;
  const std::string rest = path.substr(parent.size());
  return rest.front() == '.' ? rest.substr(1) : rest;
}

void add(const rules::testing::RuleTest& test, const Difference& one, const std::string& parent, std::size_t depth,
         std::vector<std::string>& lines) {
  const std::string at = depth == 0 ? fmt::format(" (line {})", line_of(test, one.span)) : "";
  const std::string head = fmt::format("{}{}{}: ", std::string(2 * depth, ' '), below(one.path, parent), at);
  if (!one.inside.empty()) {
    // What is expected as a whole stands in the test file; what differs is enough.
    lines.push_back(harmless(fmt::format("{}none is like that; {}, but there", head, one.found)));
    for (const Difference& inner : one.inside) add(test, inner, one.path, depth + 1, lines);
    return;
  }
  lines.push_back(harmless(fmt::format("{}expected {}", head, one.expected)));
  const std::string found = harmless(fmt::format("found {}", one.found));
  if (lines.back().size() + found.size() < 100)
    lines.back() += ", " + found;
  else
    lines.push_back(std::string(2 * depth + 2, ' ') + found);
}

void add_text(const std::string& text, std::vector<std::string>& lines) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(harmless(text.substr(begin, end - begin)));
    begin = end + 1;
  }
}

}  // namespace

std::uint32_t line_of(const rules::testing::RuleTest& test, parser::Span span) {
  return parser::position_of(test.source->text, span.begin).line;
}

std::vector<std::string> failure_lines(const rules::testing::RuleTest& test,
                                       const rules::testing::TestFailure& failure) {
  std::vector<std::string> lines;
  if (!failure.what.empty()) lines.push_back(harmless(failure.what));
  for (const Difference& one : failure.differences) add(test, one, {}, 0, lines);
  for (const std::string& note : failure.notes) lines.push_back(harmless(note));
  if (!failure.hint.empty()) lines.push_back("hint: " + harmless(failure.hint));
  return lines;
}

std::vector<std::string> diagnostic_lines(const rules::RuleDiagnostic& diagnostic) {
  std::vector<std::string> lines;
  add_text(rules::render(diagnostic), lines);
  return lines;
}

std::vector<std::string> result_lines(const rules::testing::CaseResult& result) {
  std::vector<std::string> lines;
  for (const auto& failure : result.result.failures) {
    for (std::string& line : failure_lines(result.test->test, failure)) lines.push_back(std::move(line));
  }
  for (const rules::RuleDiagnostic& problem : result.result.problems) add_text(rules::render(problem), lines);
  return lines;
}

}  // namespace kelpie::plugin
