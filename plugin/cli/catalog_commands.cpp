#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>

#include "executor/binder/nearest_name.hpp"
#include "executor/binder/plugins/plugin.hpp"
#include "plugin/cli/command.hpp"
#include "plugin/cli/function_listing.hpp"
#include "plugin/cli/query_options.hpp"
#include "plugin/cli/text_table.hpp"

namespace kelpie::plugin {

namespace {

using tables::Type;
using tables::Value;

Format listing_format(const SharedOptions& options) { return options.format.empty() ? Format::table : format_argument(options.format); }

struct NameOptions {
  SharedOptions shared;
  std::string name;
  bool check = false;
};

void add_function(TextTable& list, const std::string& kind, const std::string& name, const std::string& signature, const std::string& summary,
                  const std::string& example) {
  list.add({Value::string(name), Value::string(kind), Value::string(signature), Value::string(summary), Value::string(example)});
}

int show_functions(const NameOptions& options) {
  if (options.check) return check_functions(options.shared);
  executor::FunctionDiagnostics diagnostics;
  const auto stored = load_functions(options.shared.functions, diagnostics);
  tell(diagnostics);
  const auto registry = executor::make_builtin_registry();
  TextTable list({{"Name", Type::string}, {"Kind", Type::string}, {"Signature", Type::string}, {"Summary", Type::string}, {"Example", Type::string}});
  bool any = false;
  const auto wanted = [&](const std::string& name, const std::vector<std::string>& aliases) {
    const bool match = options.name.empty() || name == options.name || std::find(aliases.begin(), aliases.end(), options.name) != aliases.end();
    any |= match;
    return match;
  };
  const auto signatures = [](const auto& function) {
    std::string text;
    for (const auto& overload : function.overloads) text += (text.empty() ? "" : "; ") + overload.signature;
    return text;
  };
  for (const executor::ScalarFunction* function : registry->scalars()) {
    const bool is_operator = function->category == "operator";
    if (wanted(function->name, function->aliases)) {
      add_function(list, is_operator ? "operator" : "scalar", function->name, signatures(*function), function->summary, function->example);
    }
  }
  for (const executor::AggregateFunction* function : registry->aggregates()) {
    if (wanted(function->name, function->aliases)) add_function(list, "aggregate", function->name, signatures(*function), function->summary, function->example);
  }
  for (const executor::Plugin& plugin : executor::plugins()) {
    if (wanted(std::string(plugin.name), {})) add_function(list, "plugin", std::string(plugin.name), "", std::string(plugin.summary), "");
  }
  for (const executor::StoredFunction* function : stored->list()) {
    if (!wanted(function->name(), {})) continue;
    if (!options.name.empty() && options.shared.format.empty()) {
      show_stored_function(*function);
      return exit_ok;
    }
    add_function(list, "stored", function->name(), function->signature(), function->description(), function->example());
  }
  if (!any) {
    std::vector<std::string> names = registry->names();
    for (std::string& name : stored->names()) names.push_back(std::move(name));
    const std::string near = executor::did_you_mean(options.name, names);
    std::cerr << "kelpie: there is no function '" << harmless(options.name) << "'" << (near.empty() ? "" : "; " + near) << '\n';
    return exit_refused;
  }
  list.write(std::cout, listing_format(options.shared), terminal_of(1));
  return executor::has_errors(diagnostics) ? exit_refused : exit_ok;
}

}  // namespace

CommandAction add_functions(CLI::App& app, CLI::App*& made) {
  auto options = std::make_shared<NameOptions>();
  made = app.add_subcommand("functions", "List the functions, operators, aggregates and plugins of the language and the stored functions, or explain one");
  made->footer("Examples:\n  kelpie functions\n  kelpie functions has_any\n  kelpie functions --format json\n"
               "  kelpie functions --functions hunting/ SuspiciousSignIns\n  kelpie functions --check --functions hunting/");
  made->add_option("name", options->name, "A function");
  made->add_option("--functions", options->shared.functions, "Stored functions: a .kql file or a folder of them")->type_name("PATH")->allow_extra_args(false);
  made->add_flag("--check", options->check, "Read and bind every stored function (of --functions, else the built-in ones) and say what is wrong");
  add_format_option(*made, options->shared);
  return [options] { return show_functions(*options); };
}

}  // namespace kelpie::plugin
