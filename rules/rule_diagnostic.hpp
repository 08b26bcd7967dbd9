#pragma once

#include <memory>
#include <string>
#include <vector>

#include "parser/diagnostic.hpp"
#include "rules/rule.hpp"

namespace kelpie::rules {

/// Something to tell the author of a rule file. Its span is in the text of the file, also when it is about the query
/// inside.
///
/// Codes: those of queries (KS..., KP..., KB..., E_...), and KR of three digits, which are stable:
///   KR0xx reading the file and binding its query    KR1xx limits of Sentinel (limits.hpp)    KR2xx the form of
///   published rules KR3xx query and data    KR4xx MITRE ATT&CK    KR5xx schedule and trigger    KR6xx cost    KR7xx
///   what an alert holds
/// all_checks() (checks/check.hpp) lists every one; docs/diagnostics/ has a page for each.
struct RuleDiagnostic {
  std::shared_ptr<const SourceFile> source;
  parser::Diagnostic diagnostic;

  /// 1-based, in the file.
  [[nodiscard]] parser::Position position() const;
};
using RuleDiagnostics = std::vector<RuleDiagnostic>;

/// As parser::render: file:line:column, message, the line of the file with carets, hint.
[[nodiscard]] std::string render(const RuleDiagnostic& diagnostic, bool colour = false);

[[nodiscard]] bool has_errors(const RuleDiagnostics& diagnostics);

}  // namespace kelpie::rules
