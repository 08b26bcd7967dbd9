#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <thread>

#include <CLI/CLI.hpp>

#include "executor/functions/builtin.hpp"
#include "executor/functions/ip/location_database.hpp"
#include "plugin/cli/command.hpp"
#include "plugin/cli/external_files.hpp"
#include "plugin/cli/own_schemas.hpp"
#include "plugin/cli/session.hpp"
#include "plugin/output/test_report/test_report.hpp"

namespace kelpie::plugin {

namespace {

using namespace rules::testing;

struct TestArguments {
  SharedOptions shared;
  std::vector<std::string> paths;
  std::string filter, name, output;
  TestRequirements requirements;
  bool failures_only = false, watch = false, allow_none = false;
  unsigned jobs = 0;
};

bool holds(std::string_view text, std::string_view part) {
  const auto lower = [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); };
  return std::search(text.begin(), text.end(), part.begin(), part.end(), lower) != text.end();
}

TestEnvironment environment_of(const SharedOptions& options) {
  executor::FunctionDiagnostics diagnostics;
  auto stored = load_functions(options.functions, diagnostics);
  tell(diagnostics);
  if (executor::has_errors(diagnostics))
    throw UsageError("--functions: not all of the functions can be used, so nothing was done");
  executor::FunctionResources resources;
  try {
    if (!options.maxmind.empty()) resources = {std::make_shared<const executor::LocationDatabase>(options.maxmind)};
  } catch (const std::runtime_error& wrong) {
    throw UsageError("--maxmind: " + std::string(wrong.what()));
  }
  TestEnvironment environment =
      make_test_environment(schemas_of(options), executor::make_builtin_registry(resources), std::move(stored));
  try {
    if (!options.watchlists.empty())
      environment.watchlists = std::make_shared<const tables::Watchlists>(options.watchlists);
  } catch (const std::runtime_error& wrong) {
    throw UsageError("--watchlists: " + std::string(wrong.what()));
  }
  environment.external = external_files_of(options);
  environment.stop = &interrupted();
  return environment;
}

void write(const TestArguments& arguments, const TestReport& report, std::ostream& out, const Terminal& terminal) {
  const std::string& format = arguments.shared.format;
  if (format == "json")
    write_test_json(out, report);
  else if (format == "junit")
    write_test_junit(out, report);
  else if (format == "github")
    write_test_github(out, report);
  else
    write_test_text(out, report, terminal);
}

int run_once(const TestArguments& arguments) {
  const TestEnvironment environment = environment_of(arguments.shared);
  const TestSuite suite = load_test_suite(arguments.paths);
  const bool colour = terminal_of(2).colour;
  for (const auto* diagnostics : {&suite.rule_diagnostics, &suite.problems}) {
    for (const rules::RuleDiagnostic& one : *diagnostics) std::cerr << rules::render(one, colour);
  }
  const auto selected = [&](const TestSuite::Case& one) {
    const std::string rule = one.rule ? suite.rules[*one.rule].name : "";
    return (arguments.filter.empty() || holds(one.rule_path, arguments.filter) || holds(rule, arguments.filter)) &&
           (arguments.name.empty() || holds(one.test.name, arguments.name));
  };
  const unsigned jobs = arguments.jobs > 0 ? arguments.jobs : std::max(1u, std::thread::hardware_concurrency());
  const SuiteReport results = run_test_suite(suite, environment, arguments.requirements, jobs, selected);
  if (interrupted()) return exit_interrupted;
  const TestReport report{suite, results, arguments.failures_only};
  if (arguments.output.empty()) {
    write(arguments, report, std::cout, terminal_of(1));
    std::cout.flush();
  } else {
    std::ofstream file(arguments.output, std::ios::binary);
    write(arguments, report, file, Terminal{});
    if (!file.flush()) throw UsageError("--output: '" + arguments.output + "' cannot be written");
    std::cerr << summary_of(report) << '\n';
  }
  if (!suite.problems.empty() || results.invalid > 0) return exit_usage;
  if (results.cases.empty() && !arguments.allow_none) {
    if (suite.cases.empty())
      throw UsageError(
          "there are no tests; NAME.test.yaml beside a rule NAME.yaml holds them (--allow-none: that is all right)");
    throw UsageError("none of the " + std::to_string(suite.cases.size()) +
                     " tests is meant by --filter and --name (--allow-none: that is all right)");
  }
  return results.failed == 0 && results.untested.empty() && suite.rule_diagnostics.empty() ? exit_ok : exit_refused;
}

using Fingerprint = std::map<std::string, std::pair<std::filesystem::file_time_type, std::uintmax_t>>;

/// When the files were changed among which the tests' are: below the paths, or beside them.
Fingerprint fingerprint_of(const std::vector<std::string>& paths) {
  namespace fs = std::filesystem;
  constexpr std::size_t most_files = 50'000;
  Fingerprint files;
  for (const std::string& path : paths) {
    std::error_code failure;
    const fs::path parent = fs::path(path).parent_path();
    const fs::path folder = fs::is_directory(path, failure) ? fs::path(path) : parent.empty() ? fs::path(".") : parent;
    auto at = fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied, failure);
    for (; !failure && at != fs::recursive_directory_iterator() && files.size() < most_files; at.increment(failure)) {
      if (at->path().filename().string().starts_with('.') && at->is_directory(failure)) at.disable_recursion_pending();
      if (!at->is_regular_file(failure)) continue;
      const auto time = at->last_write_time(failure);
      files[at->path().string()] = {time, at->file_size(failure)};
    }
  }
  return files;
}

int watch(const TestArguments& arguments) {
  const Terminal terminal = terminal_of(1);
  while (!interrupted()) {
    const Fingerprint before = fingerprint_of(arguments.paths);
    if (terminal.interactive) std::cout << "\x1b[2J\x1b[H";
    try {
      static_cast<void>(run_once(arguments));
    } catch (const UsageError& wrong) {
      std::cerr << "kelpie: " << wrong.what() << '\n';
    }
    std::cerr << "waiting for changes; Ctrl-C ends\n";
    while (!interrupted() && fingerprint_of(arguments.paths) == before)
      std::this_thread::sleep_for(std::chrono::milliseconds(300));
  }
  return exit_interrupted;
}

int test(const TestArguments& arguments) {
  static const std::vector<std::string> formats{"", "text", "json", "junit", "github"};
  if (std::find(formats.begin(), formats.end(), arguments.shared.format) == formats.end()) {
    throw UsageError("--format: '" + arguments.shared.format +
                     "' is no format of tests; there are text, json, junit and github");
  }
  for (const std::string& path : arguments.paths) {
    if (!std::filesystem::exists(path)) throw UsageError("there is no file or folder '" + path + "'");
  }
  std::signal(SIGINT, stop_at_signal);
  return arguments.watch ? watch(arguments) : run_once(arguments);
}

}  // namespace

CommandAction add_test(CLI::App& app, CLI::App*& made) {
  auto arguments = std::make_shared<TestArguments>();
  made = app.add_subcommand("test", "Run the tests of detection rules: events go in, alerts must come out, or none");
  made->footer(
      "Examples:\n"
      "  kelpie test rules/                                   all tests below a folder\n"
      "  kelpie test rules/spray.yaml --watch                 again whenever a file changes\n"
      "  kelpie test rules/ --both --format junit --output report.xml\n"
      "Tests of rules/spray.yaml stand in rules/spray.test.yaml; docs/rule-tests.md says how.\n"
      "Exit codes: 0 all pass, 1 a test failed or a rule lacks tests, 2 a test file is wrong or there is no test.");
  made->add_option("paths", arguments->paths, "Rule files, test files, or folders of them")
      ->required()
      ->type_name("PATH");
  made->add_option("--filter", arguments->filter, "Only rules whose name or path holds this text")->type_name("TEXT");
  made->add_option("--name", arguments->name, "Only tests whose name holds this text")->type_name("TEXT");
  made->add_flag("--failures-only", arguments->failures_only, "Say nothing of tests that pass");
  made->add_option("--minimum-tests", arguments->requirements.minimum_tests, "A rule with fewer tests fails")
      ->type_name("N");
  made->add_flag("--both", arguments->requirements.both,
                 "A rule fails without a test that expects alerts and one that expects none");
  made->add_option("--format", arguments->shared.format,
                   "text (the default), json, junit or github (annotations of GitHub Actions)");
  made->add_option("--output", arguments->output, "Write the report to a file")->type_name("FILE");
  made->add_flag("--watch", arguments->watch, "Run again when a file changes, until Ctrl-C");
  made->add_flag("--allow-none", arguments->allow_none, "It is all right when there is no test");
  made->add_option("--jobs", arguments->jobs, "Tests at the same time; default: as many as processors")->type_name("N");
  made->add_option("--schemas", arguments->shared.schemas,
                   "Tables of your own: a schema file, or a folder of .yaml files")
      ->type_name("PATH")
      ->allow_extra_args(false);
  made->add_option("--functions", arguments->shared.functions, "Stored functions: a .kql file or a folder of them")
      ->type_name("PATH")
      ->allow_extra_args(false);
  made->add_option("--watchlists", arguments->shared.watchlists,
                   "A folder of watchlists, for tests that have none of their own")
      ->type_name("DIR")
      ->allow_extra_args(false);
  made->add_option("--maxmind", arguments->shared.maxmind,
                   "A database of locations (.mmdb) for geo_info_from_ip_address()")
      ->type_name("FILE");
  made->add_option("--external", arguments->shared.external,
                   "A folder whose files rules may read with externaldata; without it they read none")
      ->type_name("FOLDER")
      ->allow_extra_args(false);
  return [arguments] { return test(*arguments); };
}

}  // namespace kelpie::plugin
