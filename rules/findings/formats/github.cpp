#include <fmt/format.h>

#include "rules/findings/formats/formats.hpp"
#include "rules/findings/formats/github_text.hpp"

namespace kelpie::rules {

namespace {

std::string_view command_of(parser::Severity severity) {
  return severity == parser::Severity::note ? "notice" : name_of(severity);
}

}  // namespace

std::string github_message(std::string_view text) {
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
      default:
        out += c;
    }
  }
  return out;
}

std::string github_property(std::string_view text) {
  std::string out;
  for (const char c : github_message(text)) {
    switch (c) {
      case ':':
        out += "%3A";
        break;
      case ',':
        out += "%2C";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string findings_as_github(const FindingsReport& report, bool) {
  std::string out;
  for (const Finding& finding : report.findings) {
    if (finding.state != FindingState::reported) continue;
    const parser::Diagnostic& diagnostic = finding.diagnostic.diagnostic;
    out += fmt::format("::{} file={},line={}", command_of(diagnostic.severity),
                       github_property(finding.diagnostic.source->path), finding.begin.line);
    // Columns are taken only where the annotation stays in one line.
    if (finding.begin.line == finding.end.line) out += fmt::format(",col={}", finding.begin.column);
    out += fmt::format(",endLine={}", finding.end.line);
    if (finding.begin.line == finding.end.line) out += fmt::format(",endColumn={}", finding.end.column);
    std::string message = diagnostic.message;
    if (!diagnostic.hint.empty()) message += "\nhint: " + diagnostic.hint;
    if (const Place* key = place_of(finding, PlaceKind::key)) message += "\nat: " + key->name;
    const std::string title =
        finding.rule_name.empty() ? diagnostic.code : fmt::format("{} in {}", diagnostic.code, finding.rule_name);
    out += fmt::format(",title={}::{}\n", github_property(title), github_message(message));
  }
  for (const BaselineEntry& entry : report.obsolete) {
    out += fmt::format(
        "::notice file={},title=Obsolete baseline entry::{}\n", github_property(report.options.baseline.path),
        github_message(fmt::format("{} of {} ({}) occurs no longer", entry.code, entry.file, entry.fingerprint)));
  }
  return out;
}

}  // namespace kelpie::rules
