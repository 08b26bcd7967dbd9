#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "plugin/cli/session.hpp"

namespace CLI {
class App;
}

namespace kelpie::plugin {

/// What query, check and explain take.
struct QueryOptions {
  SharedOptions shared;
  std::string text;
  std::string file;
  bool batch = false;
  std::vector<std::string> parameters;  // NAME=VALUE

  /// The query and the name to show in messages. UsageError when there is none.
  [[nodiscard]] std::pair<std::string, std::string> query() const;
  [[nodiscard]] executor::Engine::Parameters parsed_parameters() const;
};

/// Adds --data, --schemas, --functions, --watchlists, --maxmind, --external, --now, --threads.
void add_data_options(CLI::App& command, SharedOptions& options);
void add_format_option(CLI::App& command, SharedOptions& options);
/// Adds the query itself and --file.
void add_query_text(CLI::App& command, QueryOptions& options);

}  // namespace kelpie::plugin
