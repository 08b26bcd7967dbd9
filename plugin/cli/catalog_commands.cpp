#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>

#include "executor/binder/nearest_name.hpp"
#include "executor/listing/language_entry.hpp"
#include "plugin/cli/command.hpp"
#include "plugin/cli/function_listing.hpp"
#include "plugin/cli/language_listing.hpp"
#include "plugin/cli/query_options.hpp"

namespace kelpie::plugin {

namespace {

struct NameOptions {
  SharedOptions shared;
  std::string name;
  bool check = false;
  bool coverage = false;
};

/// Whether a person is to read one function: asked for by name, in no format.
bool shows_one(const NameOptions& options) { return !options.name.empty() && options.shared.format.empty(); }

bool is_called(const executor::LanguageEntry& entry, const std::string& name) {
  return entry.name == name || std::find(entry.aliases.begin(), entry.aliases.end(), name) != entry.aliases.end();
}

int tell_unknown(const std::string& name, const std::vector<executor::LanguageEntry>& entries, const executor::StoredFunctions& stored) {
  std::vector<std::string> names;
  for (const executor::LanguageEntry& entry : entries) names.push_back(entry.name);
  for (std::string& other : stored.names()) names.push_back(std::move(other));
  const std::string near = executor::did_you_mean(name, names);
  std::cerr << "kelpie: there is no function '" << harmless(name) << "'" << (near.empty() ? "; `kelpie functions` lists them" : "; " + near) << '\n';
  return exit_refused;
}

int show_functions(const NameOptions& options) {
  if (options.check) return check_functions(options.shared);
  const Terminal terminal = terminal_of(1);
  const std::vector<executor::LanguageEntry> entries = executor::language_entries(*executor::make_builtin_registry());
  if (options.shared.format == "markdown") {
    write_language_page(std::cout, entries);
    return exit_ok;
  }
  const Format format = options.shared.format.empty() ? Format::table : format_argument(options.shared.format);
  if (options.coverage) {
    list_coverage(std::cout, entries, format, terminal);
    return exit_ok;
  }
  executor::FunctionDiagnostics diagnostics;
  const auto stored = load_functions(options.shared.functions, diagnostics);
  tell(diagnostics);
  std::vector<executor::LanguageEntry> chosen;
  for (const executor::LanguageEntry& entry : entries) {
    if (options.name.empty() || is_called(entry, options.name)) chosen.push_back(entry);
  }
  for (const executor::StoredFunction* function : stored->list()) {
    if (!options.name.empty() && function->name() != options.name) continue;
    if (shows_one(options)) {
      show_stored_function(*function);
      return exit_ok;
    }
    chosen.push_back({executor::EntryKind::stored_function, function->name(), function->category(), {}, {function->signature()}, function->description(), function->example(), {}});
  }
  if (chosen.empty()) return tell_unknown(options.name, entries, *stored);
  if (shows_one(options)) {
    for (const executor::LanguageEntry& entry : chosen) show_entry(std::cout, entry, terminal);
  } else {
    list_language(std::cout, chosen, format, terminal);
  }
  return executor::has_errors(diagnostics) ? exit_refused : exit_ok;
}

}  // namespace

CommandAction add_functions(CLI::App& app, CLI::App*& made) {
  auto options = std::make_shared<NameOptions>();
  made = app.add_subcommand("functions", "List the functions, operators, aggregates and plugins of the language and the stored functions, or explain one");
  made->footer("Examples:\n  kelpie functions\n  kelpie functions has_any\n  kelpie functions --format json\n  kelpie functions --coverage\n"
               "  kelpie functions --functions hunting/ SuspiciousSignIns\n  kelpie functions --check --functions hunting/");
  made->add_option("name", options->name, "A function, operator, aggregate, plugin or statement");
  made->add_flag("--coverage", options->coverage, "How much of Microsoft's Kusto reference is here, by kind, with the names that are not");
  made->add_option("--functions", options->shared.functions, "Stored functions: a .kql file or a folder of them")->type_name("PATH")->allow_extra_args(false);
  made->add_flag("--check", options->check, "Read and bind every stored function (of --functions, else the built-in ones) and say what is wrong");
  made->add_option("--format", options->shared.format, "table, json, csv, ndjson, or markdown for the page of all; default: table")->type_name("TEXT");
  return [options] { return show_functions(*options); };
}

}  // namespace kelpie::plugin
