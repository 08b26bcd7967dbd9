#pragma once

#include <memory>
#include <string>
#include <vector>

#include "parser/diagnostic.hpp"
#include "rules/rule.hpp"

namespace kelpie::rules {

/// Something to tell the author of a rule file. Its span is in the text of the file, also when it is about the query inside.
///
/// Codes: those of queries (KS..., KP..., E_...) and
///   KR001 file cannot be read      KR002 no YAML                 KR003 too deep, too large, too many aliases
///   KR004 unknown key              KR005 key stands twice        KR006 required key is missing
///   KR007 another type is expected KR008 value is none of those allowed, or malformed
///   KR009 over a limit of Sentinel KR010 two rules have one id   KR011 settings contradict each other
///   KR012 column is not in the query's result                    KR013 the query gives no or several results
///   KR014 entity mapping is incomplete or doubled
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
