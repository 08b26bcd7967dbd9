#include "rules/checks/check.hpp"

namespace kelpie::rules {

void Findings::tell(const Rule& rule, parser::Span span, std::string message, std::string hint) {
  // A hunting query is for a person who looks, and nothing deploys it: nobody refuses it.
  const bool lowered = check_.severity == parser::Severity::error && rule.kind == RuleKind::hunting;
  const parser::Severity severity = lowered ? parser::Severity::warning : check_.severity;
  into_.push_back({rule.source, {severity, std::string(check_.code), std::move(message), span, std::move(hint)}});
}

}  // namespace kelpie::rules
