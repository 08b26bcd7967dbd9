#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <new>

#include <CLI/CLI.hpp>

#include "executor/binder/nearest_name.hpp"
#include "plugin/cli/command.hpp"
#include "plugin/cli/session.hpp"
#include "rules/configuration.hpp"
#include "rules/findings/formats/formats.hpp"
#include "rules/findings/report.hpp"
#include "rules/path_patterns.hpp"

namespace kelpie::plugin {

namespace {

/// Beside those of all commands: something was not looked at, so that silence means nothing.
constexpr int exit_unreadable = 3;

struct ValidateArguments {
  SharedOptions shared;
  std::vector<std::string> paths;
  std::string configuration;
  std::string format = "text";
  std::string output;
  std::string baseline;
  std::string write_baseline;
  std::string severity = "note";
  std::string fail_on = "error";
  std::string help_uri;
  bool strict = false;
};

parser::Severity severity_argument(const std::string& option, const std::string& text) {
  if (const auto severity = rules::finding_severity_named(text)) return *severity;
  const std::string near = executor::did_you_mean(text, {"error", "warning", "note"});
  throw UsageError(option + ": '" + text + "' is no severity; there are error, warning and note" +
                   (near.empty() ? "" : "; " + near));
}

const rules::FindingsFormat& format_named(const std::string& text) {
  if (const rules::FindingsFormat* format = rules::findings_format_named(text)) return *format;
  std::vector<std::string> names;
  std::string listed;
  for (const rules::FindingsFormat& format : rules::findings_formats()) {
    names.emplace_back(format.name);
    listed += (listed.empty() ? "" : ", ") + names.back();
  }
  const std::string near = executor::did_you_mean(text, names);
  throw UsageError("--format: '" + text + "' is no format; there are " + listed + (near.empty() ? "" : "; " + near));
}

rules::Configuration configuration_of(const ValidateArguments& arguments) {
  const std::string path = arguments.configuration.empty() ? rules::find_configuration(".") : arguments.configuration;
  if (path.empty()) return {};
  rules::ConfigurationReading reading = rules::read_configuration(path);
  for (const rules::RuleDiagnostic& one : reading.diagnostics) std::cerr << rules::render(one, terminal_of(2).colour);
  if (!reading.diagnostics.empty())
    throw UsageError("the configuration '" + path + "' cannot be used, so nothing was checked");
  return std::move(reading.configuration);
}

void append(std::vector<std::string>& to, const std::vector<std::string>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

/// Which files below the given paths are rules: nothing hidden, no tests of rules, nothing that the configuration
/// excludes.
bool is_wanted(const std::string& path, const std::vector<std::string>& given, const rules::PathPatterns& excluded) {
  if (excluded.match(path)) return false;
  if (rules::is_test_file(path)) return false;
  const std::string name = std::filesystem::path(path).filename().string();
  return !name.starts_with('.') || std::find(given.begin(), given.end(), path) != given.end();
}

rules::LoadedRules load(const ValidateArguments& arguments, const rules::Configuration& configuration) {
  std::vector<std::string> paths;
  for (const std::string& path : arguments.paths) {
    if (path != "-") paths.push_back(path);
  }
  const auto inputs = arguments.paths.size() - paths.size();
  if (inputs > 1) throw UsageError("standard input (-) can be read once only");
  const rules::PathPatterns excluded(configuration.exclude, configuration.folder);
  rules::LoadedRules loaded =
      rules::load_rules(paths, [&](const std::string& path) { return is_wanted(path, paths, excluded); });
  if (inputs == 1) {
    rules::read_rule("standard input", read_text("-"), loaded);
    rules::refuse_repeated_ids(loaded);
  }
  if (loaded.files == 0 && loaded.diagnostics.empty())
    throw UsageError("there is no .yaml or .yml file with a rule in what was given");
  return loaded;
}

rules::ReportOptions report_options(const ValidateArguments& arguments, const rules::Configuration& configuration) {
  rules::ReportOptions options;
  options.severities = configuration.severities;
  options.least_shown = severity_argument("--severity", arguments.severity);
  options.least_failing = severity_argument("--fail-on", arguments.fail_on);
  options.help_uri = arguments.help_uri.empty() ? configuration.help_uri : arguments.help_uri;
  if (!options.help_uri.empty() && options.help_uri.find("://") == std::string::npos) {
    throw UsageError("--help-uri: '" + options.help_uri + "' is no absolute address");
  }
  const std::string baseline = arguments.baseline.empty() ? configuration.baseline : arguments.baseline;
  // The one that is being made need not exist yet.
  if (!arguments.write_baseline.empty()) options.least_shown = parser::Severity::note;
  if (baseline.empty() || !arguments.write_baseline.empty()) return options;
  rules::BaselineReading reading = rules::read_baseline(baseline);
  if (!reading.problem.empty()) throw UsageError(reading.problem);
  options.baseline = std::move(reading.baseline);
  return options;
}

void write_file(const std::string& option, const std::string& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  if (!out) throw UsageError(option + ": '" + path + "' cannot be written");
}

int validate(ValidateArguments arguments) {
  const rules::FindingsFormat& format = format_named(arguments.format);
  const rules::Configuration configuration = configuration_of(arguments);
  const rules::ReportOptions options = report_options(arguments, configuration);
  append(arguments.shared.schemas, configuration.schemas);
  append(arguments.shared.functions, configuration.functions);
  append(arguments.shared.watchlists, configuration.watchlists);
  const rules::LoadedRules loaded = load(arguments, configuration);
  const Session session(arguments.shared);
  if (session.refused())
    throw UsageError("--functions: not all of the stored functions can be used, so nothing was checked");
  rules::ValidateOptions validate_options;
  validate_options.context = session.context();
  validate_options.strict = arguments.strict || configuration.strict;
  const rules::Validation validation = rules::validate(loaded, session.engine(), validate_options);
  if (interrupted()) return exit_interrupted;
  const rules::FindingsReport report = rules::make_report(loaded, validation, options);
  if (!arguments.write_baseline.empty()) {
    write_file("--write-baseline", arguments.write_baseline,
               rules::baseline_text(report.findings, arguments.write_baseline));
    std::cerr << report.findings.size() - report.count(rules::FindingState::suppressed) << " findings are in "
              << harmless(arguments.write_baseline) << '\n';
    return report.unreadable ? exit_unreadable : exit_ok;
  }
  const std::string text = format.write(report, arguments.output.empty() && terminal_of(1).colour);
  if (arguments.output.empty()) {
    std::cout << text << std::flush;
  } else {
    write_file("--output", arguments.output, text);
  }
  if (report.unreadable) return exit_unreadable;
  return report.fails ? exit_refused : exit_ok;
}

}  // namespace

CommandAction add_validate(CLI::App& app, CLI::App*& made) {
  auto arguments = std::make_shared<ValidateArguments>();
  made = app.add_subcommand("validate", "Say what is wrong with rules, or could be better, without running them");
  made->footer(
      "Examples:\n"
      "  kelpie validate rules/\n"
      "  kelpie validate --fail-on warning --format sarif --output findings.sarif rules/\n"
      "  kelpie validate --write-baseline .kelpie-baseline.json rules/     accept what is there now\n"
      "  kelpie validate - <rule.yaml\n"
      "A comment '# kelpie: ignore KR012 -- the reason' on a line, or alone on the line before, suppresses a finding.\n"
      "Exit codes: 0 nothing as bad as --fail-on, 1 something is, 2 wrong usage or configuration, 3 a file could not "
      "be read.\n"
      "docs/validate.md says more.");
  made->add_option("paths", arguments->paths,
                   "Rule files, or folders of .yaml and .yml files; - reads one rule from standard input")
      ->required()
      ->type_name("PATH");
  std::string formats;
  for (const rules::FindingsFormat& format : rules::findings_formats()) {
    formats += (formats.empty() ? "" : "; ") + std::string(format.name) + ": " + std::string(format.summary);
  }
  made->add_option("--format", arguments->format, formats)->type_name("FORMAT")->capture_default_str();
  made->add_option("--output", arguments->output, "Write the findings to this file, not to standard output")
      ->type_name("FILE");
  made->add_option("--severity", arguments->severity, "The least severity that is shown: error, warning or note")
      ->type_name("SEVERITY")
      ->capture_default_str();
  made->add_option("--fail-on", arguments->fail_on, "The least severity that makes the exit code 1")
      ->type_name("SEVERITY")
      ->capture_default_str();
  made->add_flag("--strict", arguments->strict, "A table without a schema is an error");
  made->add_option("--baseline", arguments->baseline, "Findings in this file are known and not told")
      ->type_name("FILE");
  made->add_option("--write-baseline", arguments->write_baseline, "Make a baseline of the findings that there are now")
      ->type_name("FILE");
  made->add_option("--config", arguments->configuration,
                   "The configuration; default: .kelpie.yaml of this folder or the nearest one above that has one")
      ->type_name("FILE");
  made->add_option("--schemas", arguments->shared.schemas,
                   "Tables of your own: a schema file, or a folder of .yaml files")
      ->type_name("PATH")
      ->allow_extra_args(false);
  made->add_option("--functions", arguments->shared.functions, "Stored functions: a .kql file or a folder of them")
      ->type_name("PATH")
      ->allow_extra_args(false);
  made->add_option("--watchlists", arguments->shared.watchlists, "A folder of watchlists")
      ->type_name("DIR")
      ->allow_extra_args(false);
  made->add_option("--help-uri", arguments->help_uri,
                   "What stands before CODE.md in the address of the page about a code")
      ->type_name("URI");
  return [arguments] {
    try {
      return validate(*arguments);
    } catch (const std::bad_alloc&) {
      std::cerr << "kelpie: there is not enough memory for this\n";
      return exit_unreadable;
    }
  };
}

}  // namespace kelpie::plugin
