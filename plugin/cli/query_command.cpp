#include <CLI/CLI.hpp>
#include <iostream>

#include "plugin/cli/batch.hpp"
#include "plugin/cli/command.hpp"
#include "plugin/cli/query_options.hpp"

namespace kelpie::plugin {

namespace {

int answer(const QueryOptions& options) {
  const Format format = format_argument(options.shared.format);
  if (options.batch) {
    if (options.shared.data_from_standard_input()) throw UsageError("--batch reads standard input, so it cannot be --data as well");
    const Session session(options.shared);
    answer_batch(std::cin, std::cout, session.engine(), session.context(), true);
    return exit_ok;
  }
  const auto [text, file] = options.query();
  const Session session(options.shared);
  const executor::QueryOutcome outcome = session.engine().query(text, session.context(), options.parsed_parameters());
  tell(text, outcome.diagnostics, file);
  if (interrupted()) return exit_interrupted;
  if (!outcome.ok()) return exit_refused;
  const Terminal terminal = terminal_of(1);
  for (std::size_t i = 0; i < outcome.tables.size(); ++i) {
    const executor::ResultTable& table = outcome.tables[i];
    if (i > 0 && format == Format::table) std::cout << '\n';
    // Of several results a person wants to know which is which.
    if (outcome.tables.size() > 1 && format == Format::table && !table.name.empty()) std::cout << coloured(harmless(table.name), Colour::bold, terminal) << '\n';
    write_result(std::cout, table, format, terminal);
    std::cout.flush();
    if (!terminal.interactive) continue;
    if (table.render) std::cerr << coloured("shown by Sentinel as a " + table.render->chart, Colour::dim, terminal) << '\n';
    std::cerr << coloured(std::to_string(table.rows()) + (table.rows() == 1 ? " row" : " rows"), Colour::dim, terminal) << '\n';
  }
  return session.refused() ? exit_refused : exit_ok;
}

}  // namespace

CommandAction add_query(CLI::App& app, CLI::App*& made) {
  auto options = std::make_shared<QueryOptions>();
  made = app.add_subcommand("query", "Answer a KQL query over events");
  made->footer(
      "Examples:\n"
      "  kelpie query --data signins.json 'SigninLogs | where ResultType == \"50126\" | summarize count() by UserPrincipalName'\n"
      "  kelpie query --data exports/ --now 2026-03-01 --format csv -f hunt.kql > hunt.csv\n"
      "  kelpie query 'print ago(1d)'");
  add_query_text(*made, *options);
  add_data_options(*made, options->shared);
  add_format_option(*made, options->shared);
  made->add_option("--parameter", options->parameters, "A value for `declare query_parameters`")->type_name("NAME=VALUE")->allow_extra_args(false);
  made->add_flag("--batch", options->batch, "Answer {\"id\", \"query\"} a line from standard input, a line of JSON each");
  return [options] { return answer(*options); };
}

}  // namespace kelpie::plugin
