#pragma once

#include "plugin/server/access/caller.hpp"
#include "plugin/server/api/kusto/commands/command_table.hpp"
#include "plugin/server/api/kusto/commands/command_text.hpp"
#include "plugin/server/service/services.hpp"

namespace kelpie::server::kusto {

/// The table that a command answers, before what it is piped into. Throws RequestRefused: 400 for a command that nobody
/// knows, 403 for one that would change something.
[[nodiscard]] CommandTable run_command(const CommandText& command, Services& services, const Caller& caller);

}  // namespace kelpie::server::kusto
