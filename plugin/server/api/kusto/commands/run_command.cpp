#include "plugin/server/api/kusto/commands/run_command.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "plugin/server/api/kusto/commands/command.hpp"
#include "plugin/server/api/kusto/problems.hpp"

namespace kelpie::server::kusto {

namespace {

constexpr std::array families = {database_commands, table_commands,   function_commands,
                                 query_commands,    cluster_commands, empty_commands};

/// Those that begin like the one that was sent, for the error.
std::string alike(const CommandText& command) {
  if (command.words.size() < 2) return {};
  std::string noun = command.words[1].text;
  std::transform(noun.begin(), noun.end(), noun.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  std::string out;
  std::size_t count = 0;
  for (const auto family : families) {
    for (const Command& known : family()) {
      if (!known.pattern.starts_with("show " + noun) || ++count > 6) continue;
      out += (out.empty() ? " There are `." : "`, `.") + std::string(known.pattern);
    }
  }
  if (out.empty())
    out = " There are `.show tables`, `.show databases`, `.show functions`, `.show queries`, `.show version";
  return out + "`.";
}

}  // namespace

CommandTable run_command(const CommandText& command, Services& services, const Caller& caller) {
  std::vector<std::string> values;
  for (const auto family : families) {
    for (const Command& known : family()) {
      if (has_form(command.words, known.pattern, values)) return known.answer({services, caller, values});
    }
  }
  std::vector<std::string> none;
  const bool reads = !command.words.empty() && (has_form({command.words.front()}, "show", none) ||
                                                has_form({command.words.front()}, "cancel", none));
  if (reads) throw bad_request("The command '" + command.shown + "' is not known here." + alike(command));
  throw RequestRefused(Problem{403,
                               "Forbidden",
                               "The command '" + command.shown +
                                   "' is refused: only commands that show something can be run here. Tables come from "
                                   "schema files, events through the ingestion "
                                   "APIs, functions from files.",
                               {}});
}

}  // namespace kelpie::server::kusto
