#include <algorithm>

#include <fmt/format.h>

#include "rules/findings/formats/formats.hpp"

namespace kelpie::rules {

namespace {

/// Text in XML 1.0: what it may not hold at all, control characters and the two non-characters, becomes U+FFFD.
std::string xml(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (text.substr(at).starts_with("\xEF\xBF\xBE") || text.substr(at).starts_with("\xEF\xBF\xBF")) {
      out += "\xEF\xBF\xBD";
      at += 2;
      continue;
    }
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\n':
        out += "&#10;";
        break;
      case '\r':
        out += "&#13;";
        break;
      case '\t':
        out += "&#9;";
        break;
      default:
        out += static_cast<unsigned char>(c) < 0x20 ? "\xEF\xBF\xBD" : std::string(1, c);
    }
  }
  return out;
}

/// As xml(), with line breaks as they are: between tags.
std::string xml_lines(std::string_view text) {
  std::string out;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    out += xml(text.substr(begin, end - begin));
    if (end < text.size()) out += '\n';
    begin = end + 1;
  }
  return out;
}

struct Case {
  const ReportedRule* rule = nullptr;
  std::vector<const Finding*> failing;
  std::vector<const Finding*> other;
};

std::vector<Case> cases_of(const ReportedFile& file, const FindingsReport& report) {
  std::vector<Case> cases;
  for (const ReportedRule& rule : file.rules) cases.push_back({&rule, {}, {}});
  for (const Finding& finding : report.findings) {
    if (finding.state != FindingState::reported || finding.diagnostic.source->path != file.path) continue;
    const auto at =
        std::find_if(cases.begin(), cases.end(), [&](const Case& one) { return one.rule->id == finding.rule_id; });
    if (at == cases.end()) continue;
    const bool fails = at_least(finding.diagnostic.diagnostic.severity, report.options.least_failing);
    (fails ? at->failing : at->other).push_back(&finding);
  }
  return cases;
}

std::string rendered(const std::vector<const Finding*>& findings) {
  std::string text;
  for (const Finding* finding : findings) text += finding_as_text(*finding, false);
  return text;
}

std::string case_text(const Case& one, const ReportedFile& file) {
  const std::string_view name = !one.rule->name.empty() ? std::string_view(one.rule->name)
                                : !one.rule->id.empty() ? std::string_view(one.rule->id)
                                                        : std::string_view(file.path);
  std::string out = fmt::format("    <testcase classname=\"{}\" name=\"{}\"", xml(file.path), xml(name));
  if (one.failing.empty() && one.other.empty()) return out + "/>\n";
  out += ">\n";
  if (!one.failing.empty()) {
    const parser::Diagnostic& first = one.failing.front()->diagnostic.diagnostic;
    const std::string more =
        one.failing.size() > 1 ? fmt::format(" (and {} more)", one.failing.size() - 1) : std::string();
    out += fmt::format("      <failure type=\"{}\" message=\"{}\">{}</failure>\n", xml(first.code),
                       xml(first.message + more), xml_lines(rendered(one.failing)));
  }
  if (!one.other.empty()) out += fmt::format("      <system-out>{}</system-out>\n", xml_lines(rendered(one.other)));
  return out + "    </testcase>\n";
}

}  // namespace

std::string findings_as_junit(const FindingsReport& report, bool) {
  std::string suites;
  std::size_t tests = 0;
  std::size_t failures = 0;
  for (const ReportedFile& file : report.files) {
    const std::vector<Case> cases = cases_of(file, report);
    const auto failed = static_cast<std::size_t>(
        std::count_if(cases.begin(), cases.end(), [](const Case& one) { return !one.failing.empty(); }));
    suites += fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"0\">\n",
                          xml(file.path), cases.size(), failed);
    for (const Case& one : cases) suites += case_text(one, file);
    suites += "  </testsuite>\n";
    tests += cases.size();
    failures += failed;
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"kelpie validate\" tests=\"{}\" failures=\"{}\" "
      "errors=\"0\">\n{}</testsuites>\n",
      tests, failures, suites);
}

}  // namespace kelpie::rules
