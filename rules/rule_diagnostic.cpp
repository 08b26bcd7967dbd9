#include "rules/rule_diagnostic.hpp"

#include <algorithm>

namespace kelpie::rules {

namespace {

std::string_view text_of(const RuleDiagnostic& diagnostic) {
  return diagnostic.source ? std::string_view(diagnostic.source->text) : std::string_view();
}

}  // namespace

parser::Position RuleDiagnostic::position() const { return parser::position_of(text_of(*this), diagnostic.span.begin); }

std::string render(const RuleDiagnostic& diagnostic, bool colour) {
  parser::RenderOptions options;
  if (diagnostic.source) options.file = diagnostic.source->path;
  options.colour = colour;
  return parser::render(text_of(diagnostic), diagnostic.diagnostic, options);
}

bool has_errors(const RuleDiagnostics& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(),
                     [](const RuleDiagnostic& d) { return d.diagnostic.severity == parser::Severity::error; });
}

}  // namespace kelpie::rules
