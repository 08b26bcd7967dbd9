#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <optional>

#include "parser/format.hpp"
#include "parser/parse.hpp"
#include "plugin/cli/command.hpp"
#include "plugin/cli/session.hpp"
#include "plugin/cli/written_file.hpp"
#include "rules/load.hpp"
#include "rules/tooling/format/format_rule.hpp"

namespace kelpie::plugin {

namespace {

struct FormatOptions {
  std::vector<std::string> files;
  bool check = false;
  bool write = false;
  bool rule = false;  // standard input is a rule
};

bool is_rule_file(const std::filesystem::path& file) { return file.extension() == ".yaml" || file.extension() == ".yml"; }
bool is_query_file(const std::filesystem::path& file) { return file.extension() == ".kql" || file.extension() == ".csl"; }

/// Folders stand for the query and rule files in them, in order of their names. Tests of rules are no rules.
std::vector<std::string> with_folders_opened(const std::vector<std::string>& names) {
  std::vector<std::string> files;
  for (const std::string& name : names) {
    std::error_code failure;
    if (name == "-" || !std::filesystem::is_directory(name, failure)) {
      files.push_back(name);
      continue;
    }
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(name, std::filesystem::directory_options::skip_permission_denied)) {
      if (entry.is_regular_file(failure) && (is_query_file(entry.path()) || is_rule_file(entry.path())) && !rules::is_test_file(entry.path().string())) {
        found.push_back(entry.path().string());
      }
    }
    if (found.empty()) throw UsageError("there is no .kql, .csl, .yaml or .yml file in '" + name + "'");
    std::sort(found.begin(), found.end());
    files.insert(files.end(), found.begin(), found.end());
  }
  return files;
}

/// The text in the one style; nothing when it has errors, which are told.
std::optional<std::string> formatted_query(const std::string& text, const std::string& name) {
  const parser::ParseResult parsed = parser::parse(text);
  tell(text, parsed.diagnostics, name);
  if (!parsed.ok()) return std::nullopt;
  return parser::format(parsed.query, text);
}
std::optional<std::string> formatted_rule(const std::string& text, const std::string& name) {
  using rules::tooling::FormattedRule;
  FormattedRule formatted = rules::tooling::format_rule(name, text);
  if (formatted.outcome == FormattedRule::Outcome::refused) {
    for (const rules::RuleDiagnostic& one : formatted.diagnostics) {
      if (one.diagnostic.severity == parser::Severity::error) std::cerr << rules::render(one, terminal_of(2).colour);
    }
    return std::nullopt;
  }
  if (formatted.outcome == FormattedRule::Outcome::left) std::cerr << name << ": left as it is: " << formatted.reason << '\n';
  return std::move(formatted.text);
}

int format_one(const std::string& file, const FormatOptions& options) {
  const std::string text = read_text(file);
  const std::string name = file == "-" ? "standard input" : file;
  const bool rule = file == "-" ? options.rule : is_rule_file(file);
  const auto formatted = rule ? formatted_rule(text, name) : formatted_query(text, name);
  if (!formatted) return exit_refused;
  if (options.check) {
    if (*formatted == text) return exit_ok;
    std::cerr << file << ": not formatted; kelpie fmt --write " << file << " mends it\n";
    return exit_refused;
  }
  if (!options.write || file == "-") {
    std::cout << *formatted;
    return exit_ok;
  }
  if (*formatted == text) return exit_ok;
  replace_file(file, *formatted);
  std::cerr << file << ": formatted\n";
  return exit_ok;
}

}  // namespace

CommandAction add_format(CLI::App& app, CLI::App*& made) {
  auto options = std::make_shared<FormatOptions>();
  made = app.add_subcommand("fmt", "Format queries and rules in one style: comments kept, the meaning untouched");
  made->footer(
      "Examples:\n  kelpie fmt hunt.kql\n  kelpie fmt --check queries/*.kql\n  kelpie fmt --write hunt.kql\n  kelpie fmt --write hunting/\n  kelpie fmt --check rules/\n"
      "A rule's keys come in the order of published rules, its query in the style of queries. YAML that is no rule is left as it is.");
  made->add_option("files", options->files, "Queries (.kql, .csl), rules (.yaml, .yml) or folders of them; none or - reads standard input")->type_name("PATH");
  made->add_flag("--check", options->check, "Change nothing; exit 1 when a file is not formatted");
  made->add_flag("--write", options->write, "Write the files back");
  made->add_flag("--rule", options->rule, "Standard input is a rule, not a query");
  return [options] {
    if (options->files.empty()) options->files.emplace_back("-");
    int code = exit_ok;
    for (const std::string& file : with_folders_opened(options->files)) code = std::max(code, format_one(file, *options));
    return code;
  };
}

}  // namespace kelpie::plugin
