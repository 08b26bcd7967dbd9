#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/server/access/caller.hpp"
#include "plugin/server/api/kusto/commands/command_table.hpp"
#include "plugin/server/service/query_service.hpp"
#include "plugin/server/service/services.hpp"

namespace kelpie::server::kusto {

/// What a command is answered from.
struct CommandScene {
  Services& services;
  const Caller& caller;
  const std::vector<std::string>& values;  // of the pattern's {name}, {list} and {text}

  [[nodiscard]] std::string_view value(std::size_t index) const {
    return index < values.size() ? std::string_view(values[index]) : std::string_view();
  }
};

/// A management command that reads. Its answer may be made of anything that a caller with the role `query` may see.
struct Command {
  std::string_view pattern;
  CommandTable (*answer)(const CommandScene& scene);  // may throw RequestRefused
};

/// All of them, by what they are about. A further one is a line in its list.
[[nodiscard]] std::span<const Command> database_commands();
[[nodiscard]] std::span<const Command> table_commands();
[[nodiscard]] std::span<const Command> function_commands();
[[nodiscard]] std::span<const Command> query_commands();
[[nodiscard]] std::span<const Command> cluster_commands();
/// What clients ask for and nothing here has: materialized views, external tables. Their tables are empty.
[[nodiscard]] std::span<const Command> empty_commands();

/// Does the name mean the one database? Kusto's clients send "NetDefaultDB" where nobody named one.
[[nodiscard]] bool is_database(const Services& services, std::string_view name);
/// Throws RequestRefused: there is no other.
void check_database(const Services& services, std::string_view name);

}  // namespace kelpie::server::kusto
