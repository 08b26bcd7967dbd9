#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "rules/findings/report.hpp"

namespace kelpie::rules {

/// A form in which findings are written.
struct FindingsFormat {
  std::string_view name;     // of --format
  std::string_view summary;  // for the help
  /// The whole report; `colour` is for a terminal, others ignore it. Deterministic: the same report gives the same
  /// bytes.
  std::string (*write)(const FindingsReport& report, bool colour);
};

// Each in a file of its own; formats.cpp lists them.

/// file:line:column, the line with carets, the way to the place, a hint; at the end one line with numbers.
[[nodiscard]] std::string findings_as_text(const FindingsReport& report, bool colour);
/// One finding of it.
[[nodiscard]] std::string finding_as_text(const Finding& finding, bool colour);
/// One JSON document with every field; docs/validate.md describes version 1.
[[nodiscard]] std::string findings_as_json(const FindingsReport& report, bool colour);
/// SARIF 2.1.0 (OASIS standard "Static Analysis Results Interchange Format").
[[nodiscard]] std::string findings_as_sarif(const FindingsReport& report, bool colour);
/// JUnit's XML: a testsuite a file, a testcase a rule, a failure where something is as bad as --fail-on says.
[[nodiscard]] std::string findings_as_junit(const FindingsReport& report, bool colour);
/// Workflow commands of GitHub Actions (GitHub Docs: "Workflow commands for GitHub Actions"), which become annotations.
[[nodiscard]] std::string findings_as_github(const FindingsReport& report, bool colour);

[[nodiscard]] std::span<const FindingsFormat> findings_formats();
[[nodiscard]] const FindingsFormat* findings_format_named(std::string_view name);

}  // namespace kelpie::rules
