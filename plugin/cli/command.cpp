#include "plugin/cli/command.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <csignal>
#include <iostream>

#include "executor/binder/nearest_name.hpp"
#include "plugin/cli/session.hpp"
#include "rules/payloads/product.hpp"
#include "rules/runtime/runtime.hpp"
#include "tables/damaged_data.hpp"
#include "tables/store/store_error.hpp"

namespace kelpie::plugin {

namespace {

/// In the order in which help shows them.
constexpr auto commands = std::to_array<CommandMaker>({
    add_query,
    add_detect,
    add_validate,
    add_test,
    add_replay,
    add_alerts,
    add_ingest,
    add_store,
    add_serve,
    add_token,
    add_report,
    add_check,
    add_explain,
    add_format,
    add_diff,
    add_lock,
    add_coverage,
    add_tables,
    add_functions,
});

/// A word that is no command gets the nearest one.
int unknown_command(const std::vector<std::string>& names, const std::string& word) {
  const std::string near = executor::did_you_mean(word, names);
  std::cerr << "kelpie: there is no command '" << word << "'" << (near.empty() ? "" : "; " + near) << "\nkelpie --help lists them\n";
  return exit_usage;
}

}  // namespace

int run_command(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_DFL);  // a reader that has seen enough ends us quietly
  std::ios::sync_with_stdio(false);
  CLI::App app{"Kelpie answers KQL over Microsoft Entra logs and runs Sentinel's detection rules, on your own machine.", "kelpie"};
  app.set_version_flag("--version", "kelpie " + std::string(rules::product_version));
  app.require_subcommand(1);
  app.footer("kelpie COMMAND --help says more.\nExit codes: 0 done, 1 a query, rule or record was refused, 2 wrong usage.");
  std::vector<std::pair<CLI::App*, CommandAction>> actions;
  for (const CommandMaker make : commands) {
    CLI::App* made = nullptr;
    CommandAction action = make(app, made);
    actions.emplace_back(made, std::move(action));
  }
  std::vector<std::string> names;
  for (const auto& [command, action] : actions) names.push_back(command->get_name());
  if (argc > 1 && argv[1][0] != '-' && std::find(names.begin(), names.end(), argv[1]) == names.end()) return unknown_command(names, argv[1]);
  try {
    app.parse(argc, argv);
    for (const auto& [command, action] : actions) {
      if (command->parsed()) return interrupted() ? exit_interrupted : action();
    }
  } catch (const CLI::Success& success) {
    return app.exit(success, std::cout, std::cerr);
  } catch (const CLI::ParseError& wrong) {
    app.exit(wrong, std::cerr, std::cerr);
    return exit_usage;
  } catch (const UsageError& wrong) {
    std::cerr << "kelpie: " << wrong.what() << '\n';
    return exit_usage;
  } catch (const tables::store::StoreError& wrong) {
    std::cerr << "kelpie: " << wrong.what() << '\n';
    return exit_refused;
  } catch (const rules::RuntimeStateError& wrong) {
    std::cerr << "kelpie: " << wrong.what() << '\n';
    return exit_refused;
  } catch (const tables::DamagedData& damage) {
    std::cerr << "kelpie: " << damage.what() << '\n';
    return exit_refused;
  } catch (const std::bad_alloc&) {
    std::cerr << "kelpie: there is not enough memory for this\n";
    return exit_refused;
  }
  return exit_usage;
}

}  // namespace kelpie::plugin
