#include "plugin/cli/query_options.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>

namespace kelpie::plugin {

void add_data_options(CLI::App& command, SharedOptions& options) {
  command.add_option("--data", options.data,
                     "Events: a file or folder (.json, .jsonl, .ndjson, .csv, each also with .gz or .zst), - for standard input; form and table "
                     "are recognised. TABLE=PATH names the table")
      ->type_name("[TABLE=]PATH")
      ->allow_extra_args(false);
  command.add_option("--store", options.store, "A store that 'kelpie ingest' filled, in place of --data")->type_name("DIR");
  command.add_option("--dead-letters", options.dead_letters, "Append refused records to this file, a JSON object a line, with source, place and reason")
      ->type_name("FILE");
  command.add_option("--functions", options.functions, "Stored functions: a .kql file or a folder of them; queries call them by name")
      ->type_name("PATH")
      ->allow_extra_args(false);
  command.add_option("--schemas", options.schemas, "Tables of your own: a schema file, or a folder of .yaml files; see CONTRIBUTING.md for their form")
      ->type_name("PATH")
      ->allow_extra_args(false);
  command.add_option("--watchlists", options.watchlists, "A folder of watchlists: ALIAS.csv, .json or .jsonl; ALIAS.yaml may name the searchKey")
      ->type_name("DIR")
      ->allow_extra_args(false);
  command.add_option("--maxmind", options.maxmind, "A database of locations (.mmdb) for geo_info_from_ip_address()")->type_name("FILE");
  command.add_option("--external", options.external, "A folder whose files queries may read with externaldata; without it they read none")
      ->type_name("FOLDER")
      ->allow_extra_args(false);
  command.add_option("--now", options.now, "What now() and ago() see, instead of the clock")->type_name("DATETIME");
  command.add_option("--threads", options.threads, "Threads that a query may use; default: all processors");
}

void add_format_option(CLI::App& command, SharedOptions& options) {
  command.add_option("--format", options.format, "table, json, csv or ndjson; default: table on a terminal, ndjson in a pipe");
}

void add_query_text(CLI::App& command, QueryOptions& options) {
  command.add_option("query", options.text, "The query; - reads it from standard input")->type_name("KQL");
  command.add_option("--file,-f", options.file, "Read the query from a file")->type_name("FILE");
}

std::pair<std::string, std::string> QueryOptions::query() const {
  if (!file.empty()) return {read_text(file), file};
  if (!text.empty() && text != "-") return {text, "query"};
  if (text == "-" || isatty(0) == 0) {
    if (shared.data_from_standard_input()) {
      throw UsageError("standard input holds the events (--data -), so give the query as an argument or with --file");
    }
    return {read_text("-"), "standard input"};
  }
  throw UsageError("there is no query: give it as an argument, with --file, or on standard input");
}

executor::Engine::Parameters QueryOptions::parsed_parameters() const {
  executor::Engine::Parameters result;
  for (const std::string& parameter : parameters) {
    const std::size_t equal = parameter.find('=');
    if (equal == std::string::npos || equal == 0) throw UsageError("--parameter: '" + parameter + "' is not NAME=VALUE");
    result.emplace_back(parameter.substr(0, equal), parameter.substr(equal + 1));
  }
  return result;
}

}  // namespace kelpie::plugin
