#pragma once

#include <functional>
#include <memory>
#include <vector>

namespace CLI {
class App;
}

namespace kelpie::plugin {

/// Exit codes of the command.
enum ExitCode : int {
  exit_ok = 0,
  exit_refused = 1,  // a query, rule or record was refused
  exit_usage = 2,
  exit_interrupted = 130,
};

/// A command adds itself to the application and gives back what it does when it was called.
using CommandAction = std::function<int()>;
using CommandMaker = CommandAction (*)(CLI::App& app, CLI::App*& made);

// Each in a file of its own; command.cpp lists them.
CommandAction add_query(CLI::App& app, CLI::App*& made);
CommandAction add_report(CLI::App& app, CLI::App*& made);
CommandAction add_check(CLI::App& app, CLI::App*& made);
CommandAction add_explain(CLI::App& app, CLI::App*& made);
CommandAction add_format(CLI::App& app, CLI::App*& made);
CommandAction add_diff(CLI::App& app, CLI::App*& made);
CommandAction add_lock(CLI::App& app, CLI::App*& made);
CommandAction add_coverage(CLI::App& app, CLI::App*& made);
CommandAction add_tables(CLI::App& app, CLI::App*& made);
CommandAction add_functions(CLI::App& app, CLI::App*& made);
CommandAction add_detect(CLI::App& app, CLI::App*& made);
CommandAction add_alerts(CLI::App& app, CLI::App*& made);
CommandAction add_validate(CLI::App& app, CLI::App*& made);
CommandAction add_ingest(CLI::App& app, CLI::App*& made);
CommandAction add_serve(CLI::App& app, CLI::App*& made);
CommandAction add_token(CLI::App& app, CLI::App*& made);
CommandAction add_store(CLI::App& app, CLI::App*& made);
CommandAction add_test(CLI::App& app, CLI::App*& made);
CommandAction add_replay(CLI::App& app, CLI::App*& made);

/// The command `kelpie`: reads the arguments, does what they say, returns the exit code. Results go to standard output, all else to standard
/// error.
int run_command(int argc, char** argv);

}  // namespace kelpie::plugin
