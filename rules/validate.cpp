#include "rules/validate.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>

#include "parser/parse.hpp"
#include "rules/checks/binding.hpp"
#include "rules/checks/check.hpp"
#include "rules/compile.hpp"
#include "tables/text.hpp"

namespace kelpie::rules {

namespace {

/// Hunting queries are for a person who looks: what is refused in a published rule is worth a warning there.
void raise_what_ci_refuses(const LoadedRules& loaded, RuleDiagnostics& findings) {
  std::map<const SourceFile*, RuleKind> kinds;
  for (const Rule& rule : loaded.rules) kinds.emplace(rule.source.get(), rule.kind);
  for (RuleDiagnostic& one : findings) {
    const auto kind = kinds.find(one.source.get());
    const bool hunting = kind != kinds.end() && kind->second == RuleKind::hunting;
    if (!hunting && one.diagnostic.severity == parser::Severity::warning && refused_by_ci(one.diagnostic.code)) {
      one.diagnostic.severity = parser::Severity::error;
    }
  }
}

class Validator {
 public:
  Validator(const executor::Engine& engine, const ValidateOptions& options, Validation& into)
      : engine_(engine), options_(options), into_(into), context_(options.context) {
    if (context_.now == 0) context_.now = tables::parse_datetime("2026-01-01T00:00:00Z").value_or(0);
  }

  void check(const Rule& rule) {
    for (const Check& check : all_checks()) {
      Findings findings(check, into_.findings);
      if (check.of_rule != nullptr) check.of_rule(rule, findings);
    }
    into_.rules += check_query_of(rule) ? 1 : 0;
  }

  /// Whether the query binds.
  bool check_query_of(const Rule& rule) {
    const RunQuery text = query_of_run(rule, {context_.now, context_.now});
    RuleDiagnostics told;
    const auto bound = bind_rule(rule, engine_, context_, told);
    const parser::ParseResult parsed = parser::parse(text.text);
    if (!parsed.ok()) {
      // Names are looked up for good when the text can be read.
      std::copy_if(told.begin(), told.end(), std::back_inserter(into_.findings),
                   [](const RuleDiagnostic& one) { return one.diagnostic.code != "KS142" && one.diagnostic.code != "KS211"; });
      return bound.has_value();
    }
    check_query({rule, text, parsed.query, bound ? &*bound : nullptr, engine_, context_.now}, std::move(told));
    return bound.has_value();
  }

 private:
  void check_query(const CheckedQuery& query, RuleDiagnostics told) {
    const bool known = tell_binding(query, std::move(told), options_.strict, into_.findings);
    // What was left out may have the columns.
    if (known && query.bound != nullptr && !query.bound->compiled.open) check_columns(query.bound->compiled, into_.findings);
    for (const Check& check : all_checks()) {
      Findings findings(check, into_.findings);
      if (check.of_syntax != nullptr) check.of_syntax(query, findings);
      if (check.of_plan != nullptr && query.bound != nullptr) check.of_plan(query, findings);
    }
  }

  const executor::Engine& engine_;
  const ValidateOptions& options_;
  Validation& into_;
  executor::QueryContext context_;
};

void sort_findings(RuleDiagnostics& findings) {
  const auto key = [](const RuleDiagnostic& one) {
    return std::tie(one.source->path, one.diagnostic.span.begin, one.diagnostic.span.end, one.diagnostic.code,
                    one.diagnostic.message);
  };
  std::stable_sort(findings.begin(), findings.end(),
                   [&](const RuleDiagnostic& a, const RuleDiagnostic& b) { return key(a) < key(b); });
  const auto same = [&](const RuleDiagnostic& a, const RuleDiagnostic& b) { return key(a) == key(b); };
  findings.erase(std::unique(findings.begin(), findings.end(), same), findings.end());
}

}  // namespace

Validation validate(const LoadedRules& loaded, const executor::Engine& engine, const ValidateOptions& options) {
  Validation validation;
  validation.files = loaded.files;
  validation.findings = loaded.diagnostics;
  raise_what_ci_refuses(loaded, validation.findings);
  Validator validator(engine, options, validation);
  for (const Rule& rule : loaded.rules) validator.check(rule);
  // What is wrong with the other keys says nothing of the query: its author is told of both at once.
  for (const Rule& rule : loaded.unsound) validator.check_query_of(rule);
  for (const Check& check : all_checks()) {
    Findings findings(check, validation.findings);
    if (check.of_all != nullptr) check.of_all(loaded.rules, findings);
  }
  sort_findings(validation.findings);
  return validation;
}

}  // namespace kelpie::rules
