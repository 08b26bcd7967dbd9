#include <CLI/CLI.hpp>
#include <iostream>

#include "plugin/cli/batch.hpp"
#include "plugin/cli/command.hpp"
#include "plugin/cli/explain_rules.hpp"
#include "plugin/cli/query_options.hpp"

namespace kelpie::plugin {

namespace {

int check(const QueryOptions& options) {
  if (options.batch) {
    const Session session(options.shared);
    answer_batch(std::cin, std::cout, session.engine(), session.context(), false);
    return exit_ok;
  }
  const auto [text, file] = options.query();
  const Session session(options.shared);
  const executor::QueryOutcome outcome = session.engine().check(text, session.context());
  tell(text, outcome.diagnostics, file);
  if (!outcome.ok()) return exit_refused;
  for (const executor::ResultTable& table : outcome.tables) {
    for (const executor::PlanColumn& column : table.columns) std::cout << harmless(column.name) << ": " << tables::name_of(column.type) << '\n';
    if (table.open) std::cout << "... and columns that only the data can tell\n";
  }
  return session.refused() ? exit_refused : exit_ok;
}

int explain(const QueryOptions& options, const std::vector<std::string>& rules) {
  if (!rules.empty()) {
    if (!options.text.empty() || !options.file.empty()) throw UsageError("--rule and a query exclude each other");
    return explain_rules(rules, Session(options.shared));
  }
  const auto [text, file] = options.query();
  const Session session(options.shared);
  std::string plan;
  const executor::QueryOutcome outcome = session.engine().explain(text, session.context(), plan);
  tell(text, outcome.diagnostics, file);
  std::cout << plan;
  return outcome.ok() ? exit_ok : exit_refused;
}

}  // namespace

CommandAction add_check(CLI::App& app, CLI::App*& made) {
  auto options = std::make_shared<QueryOptions>();
  made = app.add_subcommand("check", "Say what is wrong with a query, or which columns it gives, without running it");
  made->footer("Example:\n  kelpie check -f hunt.kql");
  add_query_text(*made, *options);
  add_data_options(*made, options->shared);
  made->add_flag("--batch", options->batch, "Answer {\"id\", \"query\"} a line from standard input, a line of JSON each");
  return [options] { return check(*options); };
}

CommandAction add_explain(CLI::App& app, CLI::App*& made) {
  auto options = std::make_shared<QueryOptions>();
  made = app.add_subcommand("explain", "Show the plan of a query: what is read, filtered, grouped and joined, in which order");
  auto rules = std::make_shared<std::vector<std::string>>();
  made->footer("Examples:\n  kelpie explain 'SigninLogs | where TimeGenerated > ago(1h) | summarize count() by ResultType'\n  kelpie explain --rule rules/spray.yaml");
  add_query_text(*made, *options);
  add_data_options(*made, options->shared);
  made->add_option("--rule", *rules, "Say of detection rules (files, folders) what is kept of events between their runs")->type_name("PATH");
  return [options, rules] { return explain(*options, *rules); };
}

}  // namespace kelpie::plugin
