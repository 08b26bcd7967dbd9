#pragma once

#include <string>

#include "plugin/cli/session.hpp"

namespace kelpie::plugin {

/// One stored function: signature, description, parameters, example, body, on standard output.
void show_stored_function(const executor::StoredFunction& function);

/// Reads and binds every stored function with the defaults of its parameters, tells what is wrong on standard error; the exit code.
int check_functions(const SharedOptions& options);

}  // namespace kelpie::plugin
