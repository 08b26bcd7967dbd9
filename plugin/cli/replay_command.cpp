#include <filesystem>
#include <iostream>

#include <CLI/CLI.hpp>

#include "plugin/cli/command.hpp"
#include "plugin/cli/progress_bar.hpp"
#include "plugin/cli/query_options.hpp"
#include "plugin/output/replay_chart.hpp"
#include "rules/duration.hpp"
#include "rules/load.hpp"
#include "tables/text.hpp"

namespace kelpie::plugin {

namespace {

struct ReplayArguments {
  SharedOptions shared;
  std::string rule, from, to, period, frequency;
  std::optional<std::uint64_t> threshold;
  std::uint64_t windows = 50;
};

std::int64_t interval(const std::string& option, const std::string& text) {
  const auto ticks = rules::parse_duration(text);
  if (ticks && *ticks >= tables::ticks_per_second) return *ticks;
  throw UsageError(option + ": '" + text + "' is no length of time; write it as 5m, 1h or 14d");
}

/// The rule with what is asked for in place of what its file says.
rules::Rule changed(rules::Rule rule, const ReplayArguments& arguments) {
  const bool schedule = !arguments.period.empty() || !arguments.frequency.empty() || arguments.threshold;
  if (rule.kind == rules::RuleKind::hunting && (arguments.period.empty() || arguments.frequency.empty())) {
    throw UsageError("'" + rule.name + "' is a hunting query and has no schedule; give --frequency and --period");
  }
  if (rule.kind == rules::RuleKind::nrt && schedule)
    throw UsageError("'" + rule.name +
                     "' is an NRT rule: it runs every minute over the last one, and any row is an alert");
  if (rule.kind == rules::RuleKind::hunting) rule.kind = rules::RuleKind::scheduled;
  if (!arguments.period.empty()) rule.period = interval("--period", arguments.period);
  if (!arguments.frequency.empty()) rule.frequency = interval("--frequency", arguments.frequency);
  if (arguments.threshold) rule.threshold = *arguments.threshold;
  return rule;
}

rules::Rule rule_of(const ReplayArguments& arguments) {
  if (!std::filesystem::exists(arguments.rule)) throw UsageError("there is no rule file '" + arguments.rule + "'");
  rules::LoadedRules loaded = rules::load_rules(arguments.rule);
  const bool colour = terminal_of(2).colour;
  for (const rules::RuleDiagnostic& one : loaded.diagnostics) std::cerr << rules::render(one, colour);
  if (loaded.rules.size() == 1) return changed(std::move(loaded.rules.front()), arguments);
  if (loaded.rules.empty()) throw UsageError("'" + arguments.rule + "' holds no rule that can be run");
  throw UsageError("'" + arguments.rule + "' holds " + std::to_string(loaded.rules.size()) +
                   " rules; replay takes one");
}

int replay(const ReplayArguments& arguments) {
  const std::string& format = arguments.shared.format;
  if (!format.empty() && format != "text" && format != "json" && format != "csv") {
    throw UsageError("--format: '" + format + "' is no format of a replay; there are text, json and csv");
  }
  if (arguments.shared.data.empty() && arguments.shared.store.empty())
    throw UsageError("there are no events: give --data or --store");
  rules::ReplayOptions options;
  options.most_runs = arguments.windows;
  if (!arguments.from.empty()) options.from = time_argument("--from", arguments.from);
  if (!arguments.to.empty()) options.to = time_argument("--to", arguments.to);
  if (options.from && options.to && *options.to <= *options.from) throw UsageError("--to must be later than --from");
  const rules::Rule rule = rule_of(arguments);
  const Session session(arguments.shared);
  ProgressBar bar;
  const rules::ReplayReport report = rules::replay(rule, session.engine(), session.context(), options,
                                                   [&](std::uint64_t done, std::uint64_t all) { bar.show(done, all); });
  const bool colour = terminal_of(2).colour;
  for (const rules::RuleDiagnostic& one : report.diagnostics) std::cerr << rules::render(one, colour);
  if (report.stopped) return exit_interrupted;
  if (report.runs.empty() && rules::has_errors(report.diagnostics)) return exit_refused;
  if (format == "json")
    write_replay_json(std::cout, rule, report);
  else if (format == "csv")
    write_replay_csv(std::cout, report);
  else
    write_replay_chart(std::cout, rule, report, terminal_of(1), marks_of_environment());
  std::cout.flush();
  return session.refused() || rules::has_errors(report.diagnostics) ? exit_refused : exit_ok;
}

}  // namespace

CommandAction add_replay(CLI::App& app, CLI::App*& made) {
  auto arguments = std::make_shared<ReplayArguments>();
  made =
      app.add_subcommand("replay", "Run one rule over past events and show when it would have raised how many alerts");
  made->footer(
      "Examples:\n"
      "  kelpie replay rules/spray.yaml --store store                                 the last 50 runs\n"
      "  kelpie replay rules/spray.yaml --data exports/ --threshold 20 --windows 0    what if the threshold were 20?\n"
      "  kelpie replay rules/spray.yaml --data exports/ --from 2026-03-01 --to 2026-03-08 --format csv");
  made->add_option("rule", arguments->rule, "The rule's file")->required()->type_name("RULE");
  add_data_options(*made, arguments->shared);
  made->remove_option(made->get_option("--now"));
  made->add_option("--from", arguments->from,
                   "The first run is a frequency after this; default: where the events begin")
      ->type_name("DATETIME");
  made->add_option("--to", arguments->to, "No run is after this; default: where the events end")->type_name("DATETIME");
  made->add_option("--threshold", arguments->threshold, "What if triggerThreshold were this?")->type_name("N");
  made->add_option("--period", arguments->period, "What if queryPeriod were this?")->type_name("TIME");
  made->add_option("--frequency", arguments->frequency, "What if queryFrequency were this?")->type_name("TIME");
  made->add_option("--windows", arguments->windows, "Runs at most, the last ones; 0: all")
      ->capture_default_str()
      ->type_name("N");
  made->add_option("--format", arguments->shared.format, "text (the default), json or csv (a line a run)");
  return [arguments] { return replay(*arguments); };
}

}  // namespace kelpie::plugin
