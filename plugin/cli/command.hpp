#pragma once

namespace kelpie::plugin {

/// Exit codes of the command.
enum ExitCode : int {
  exit_ok = 0,
  exit_refused = 1,  // a query, rule or record was refused
  exit_usage = 2,
};

/// The command `kelpie`: reads the arguments, does what they say, returns the exit code. Results go to standard output, all else to standard
/// error.
int run_command(int argc, char** argv);

}  // namespace kelpie::plugin
