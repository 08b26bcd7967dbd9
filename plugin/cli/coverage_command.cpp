#include <iostream>

#include <CLI/CLI.hpp>

#include "plugin/cli/command.hpp"
#include "plugin/cli/rule_files.hpp"
#include "plugin/cli/session.hpp"
#include "plugin/cli/text_table.hpp"
#include "rules/tooling/coverage/coverage_output.hpp"
#include "rules/tooling/coverage/technique_facts.hpp"

namespace kelpie::plugin {

namespace {

using rules::tooling::Coverage;

struct CoverageOptions {
  std::vector<std::string> paths;
  std::string format = "table";
};

std::string technique_text(const std::string& technique) {
  if (technique.empty()) return "none named";
  const auto facts = rules::tooling::technique_facts(technique);
  return facts ? technique + " " + std::string(facts->name) : technique;
}

void write_table(const Coverage& coverage) {
  using tables::Type;
  using tables::Value;
  TextTable table({{"Tactic", Type::string},
                   {"Technique", Type::string},
                   {"Rules", Type::long_},
                   {"Enabled", Type::long_},
                   {"Hunting", Type::long_},
                   {"Severity", Type::string}});
  const auto number = [](std::size_t count) { return Value::long_(static_cast<std::int64_t>(count)); };
  for (const auto& tactic : coverage.tactics) {
    std::string name = tactic.tactic.empty() ? "none named" : tactic.tactic;  // on the tactic's first line only
    if (tactic.techniques.empty())
      table.add({Value::string(name), Value::string(""), number(0), number(0), number(0), Value::string("")});
    for (const auto& technique : tactic.techniques) {
      table.add({Value::string(name), Value::string(technique_text(technique.technique)),
                 number(technique.rules.size()), number(technique.enabled()), number(technique.hunting()),
                 Value::string(technique.severities())});
      name.clear();
    }
  }
  table.write(std::cout, Format::table, terminal_of(1));
  std::cout << '\n' << coverage.rules << (coverage.rules == 1 ? " rule" : " rules");
  const char* between = "; tactics without any: ";
  for (const std::string_view tactic : coverage.tactics_without_rules()) {
    std::cout << between << tactic;
    between = ", ";
  }
  std::cout << '\n';
}

int coverage(const CoverageOptions& options) {
  const bool known = options.format == "table" || options.format == "json" || options.format == "navigator" ||
                     options.format == "markdown";
  if (!known)
    throw UsageError("--format: coverage is written as table, json, navigator or markdown, not '" + options.format +
                     "'");
  const rules::LoadedRules loaded = load_rule_files(options.paths);
  const Coverage found = rules::tooling::coverage_of(loaded.rules);
  if (options.format == "json")
    std::cout << rules::tooling::coverage_json(found) << '\n';
  else if (options.format == "navigator")
    std::cout << rules::tooling::navigator_layer(found) << '\n';
  else if (options.format == "markdown")
    std::cout << rules::tooling::coverage_markdown(found);
  else
    write_table(found);
  return rules::has_errors(loaded.diagnostics) ? exit_refused : exit_ok;
}

}  // namespace

CommandAction add_coverage(CLI::App& app, CLI::App*& made) {
  auto options = std::make_shared<CoverageOptions>();
  made = app.add_subcommand("coverage",
                            "Show which tactics and techniques of ATT&CK the rules look for, and which none does");
  made->footer(
      "Examples:\n"
      "  kelpie coverage rules/\n"
      "  kelpie coverage rules/ --format navigator >layer.json     open it in the ATT&CK Navigator\n"
      "A rule counts under each tactic and technique that it names. Enabled: raises alerts; Hunting: runs when "
      "somebody asks. Rules with errors are told\n"
      "and left out; the exit code is 1 then.");
  made->add_option("paths", options->paths, "Rule files, or folders of .yaml and .yml files")
      ->required()
      ->type_name("PATH");
  made->add_option("--format", options->format, "table, json, navigator or markdown; default: table");
  return [options] { return coverage(*options); };
}

}  // namespace kelpie::plugin
