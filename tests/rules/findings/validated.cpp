#include "tests/rules/findings/validated.hpp"

#include "executor/engine.hpp"
#include "tables/entra_schemas.hpp"
#include "tables/loader.hpp"
#include "tables/memory_table.hpp"
#include "tables/text.hpp"

namespace kelpie::rules::tests {

FindingsReport validated(const std::vector<RuleText>& files, ReportOptions options) {
  tables::MemoryCatalog catalog;
  (void)tables::load({}, tables::entra_schemas(), catalog, {});
  const executor::Engine engine(catalog);
  LoadedRules loaded;
  for (const auto& [path, text] : files) read_rule(path, text, loaded);
  refuse_repeated_ids(loaded);
  ValidateOptions validate_options;
  validate_options.context.now = *tables::parse_datetime("2026-03-01T00:00:00Z");
  const Validation validation = validate(loaded, engine, validate_options);
  return make_report(loaded, validation, std::move(options));
}

FindingsReport validated(std::string_view text, ReportOptions options) {
  return validated({{"rule.yaml", std::string(text)}}, std::move(options));
}

std::vector<std::string> told(const FindingsReport& report) {
  std::vector<std::string> result;
  for (const Finding& finding : report.findings) {
    const parser::Diagnostic& diagnostic = finding.diagnostic.diagnostic;
    std::string line = std::to_string(finding.begin.line) + ":" + std::to_string(finding.begin.column) + " " +
                       std::string(name_of(diagnostic.severity)) + " " + diagnostic.code;
    if (finding.state != FindingState::reported) line += " " + std::string(name_of(finding.state));
    result.push_back(std::move(line));
  }
  return result;
}

}  // namespace kelpie::rules::tests
