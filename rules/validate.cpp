#include "rules/validate.hpp"

#include <algorithm>
#include <tuple>

#include "rules/compile.hpp"

namespace kelpie::rules {

Validation validate(const LoadedRules& loaded, const executor::Engine& engine, const ValidateOptions& options) {
  Validation validation;
  validation.files = loaded.files;
  validation.findings = loaded.diagnostics;
  for (const Rule& rule : loaded.rules) {
    if (compile_rule(rule, engine, options.context, validation.findings)) ++validation.rules;
  }
  std::stable_sort(validation.findings.begin(), validation.findings.end(), [](const RuleDiagnostic& a, const RuleDiagnostic& b) {
    return std::tie(a.source->path, a.diagnostic.span.begin) < std::tie(b.source->path, b.diagnostic.span.begin);
  });
  return validation;
}

}  // namespace kelpie::rules
