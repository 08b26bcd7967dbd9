#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

#include "plugin/cli/command.hpp"
#include "plugin/cli/follow.hpp"
#include "plugin/cli/query_options.hpp"
#include "plugin/cli/rule_files.hpp"
#include "plugin/output/alert_writer.hpp"
#include "rules/alert_json.hpp"
#include "rules/detect.hpp"
#include "rules/load.hpp"
#include "tables/text.hpp"

namespace kelpie::plugin {

namespace {

struct DetectArguments {
  SharedOptions shared;
  std::vector<std::string> rules;
  std::string at, from, to;
  bool hunting = false;
  bool follow = false;
  FollowOptions following;  // but what stands above
  bool one_by_one = false;
};

rules::DetectOptions times_of(const DetectArguments& arguments) {
  rules::DetectOptions options;
  options.include_hunting = arguments.hunting;
  options.incremental = !arguments.one_by_one;
  if (!arguments.at.empty() && (!arguments.from.empty() || !arguments.to.empty())) throw UsageError("--at and --from/--to exclude each other");
  if (arguments.from.empty() != arguments.to.empty()) throw UsageError("--from and --to go together");
  if (!arguments.at.empty()) options.at = time_argument("--at", arguments.at);
  if (!arguments.from.empty()) {
    options.from = time_argument("--from", arguments.from);
    options.to = time_argument("--to", arguments.to);
    if (*options.to <= *options.from) throw UsageError("--to must be later than --from");
  }
  return options;
}

void check_paths(const std::vector<std::string>& paths) {
  for (const std::string& path : paths) {
    if (!std::filesystem::exists(path)) throw UsageError("--rules: there is no file or folder '" + path + "'");
  }
}

int follow(const DetectArguments& arguments) {
  if (!arguments.at.empty() || !arguments.to.empty()) throw UsageError("--at and --to go with past events, not with --follow");
  if (arguments.hunting) throw UsageError("hunting queries have no schedule; --follow does not run them");
  if (!arguments.shared.format.empty()) throw UsageError("--format goes with past events; with --follow a sink says it: --sink 'file:alerts.jsonl?payload=ocsf'");
  check_paths(arguments.rules);
  FollowOptions options = arguments.following;
  options.shared = arguments.shared;
  options.rules = arguments.rules;
  options.from = arguments.from;
  return follow(options);
}

int detect(const DetectArguments& arguments) {
  if (arguments.follow) return follow(arguments);
  const FollowOptions unused;
  const FollowOptions& given = arguments.following;
  if (!given.state.empty() || !given.sinks.empty() || given.drain || given.reconcile != unused.reconcile || !given.delay.empty() || !given.keep.empty() ||
      given.clock != unused.clock || given.trust_others) {
    throw UsageError("--state, --sink, --clock, --delay, --reconcile, --keep, --trust-others and --drain go with --follow");
  }
  const rules::DetectOptions options = times_of(arguments);
  if (arguments.shared.data.empty() && arguments.shared.store.empty()) throw UsageError("there are no events: give --data or --store");
  const bool cards = arguments.shared.format.empty() ? terminal_of(1).interactive : arguments.shared.format == "table";
  if (!arguments.shared.format.empty() && !cards && arguments.shared.format != "json" && arguments.shared.format != "ndjson") {
    throw UsageError("--format: alerts are written as table or json, not '" + arguments.shared.format + "'");
  }
  check_paths(arguments.rules);
  const rules::LoadedRules loaded = rules::load_rules(arguments.rules);
  tell(loaded.diagnostics);
  if (loaded.files == 0) throw UsageError("--rules: there is no .yaml or .yml file in what was given");
  const Session session(arguments.shared);
  const rules::DetectReport report = rules::detect(loaded.rules, session.engine(), session.context(), options);
  tell(report.diagnostics);
  if (interrupted()) return exit_interrupted;
  const Terminal terminal = terminal_of(1);
  if (cards) {
    write_alert_cards(std::cout, report.alerts, terminal);
  } else {
    for (const rules::Alert& alert : report.alerts) std::cout << rules::alert_json(alert) << '\n';
  }
  std::cout.flush();
  std::cerr << report.alerts.size() << (report.alerts.size() == 1 ? " alert" : " alerts") << " from " << report.rules << " rules";
  if (report.from != 0 || report.to != 0) {
    std::cerr << ", " << tables::datetime_text(report.from).substr(0, 19) << "Z to " << tables::datetime_text(report.to).substr(0, 19) << "Z";
    if (!options.at && !options.from) std::cerr << " (the time of the events; --at or --from and --to choose another)";
  }
  if (report.failed > 0) std::cerr << "; " << report.failed << " runs failed";
  std::cerr << '\n';
  const bool refused = session.refused() || !report.refused.empty() || rules::has_errors(loaded.diagnostics) || report.failed > 0;
  return refused ? exit_refused : exit_ok;
}

}  // namespace

CommandAction add_detect(CLI::App& app, CLI::App*& made) {
  auto arguments = std::make_shared<DetectArguments>();
  made = app.add_subcommand("detect", "Run Sentinel's detection rules over events and show the alerts");
  made->footer(
      "Examples:\n"
      "  kelpie detect --rules rules/ --data exports/                    on schedule over all events\n"
      "  kelpie detect --rules spray.yaml --data signins.json --at 2026-03-01T09:00:00Z\n"
      "  kelpie detect --rules rules/ --data exports/ --from 2026-03-01 --to 2026-03-08 --format json\n"
      "  kelpie detect --rules rules/ --store /var/lib/kelpie --follow --state /var/lib/kelpie-rules.db --sink syslog+tls://siem.example:6514\n"
      "                                                                  as events are stored, until SIGTERM; SIGHUP reads the rules again\n"
      "A rule or record that is refused is told on standard error with its place; the others go on, and the exit code is 1.");
  made->add_option("--rules", arguments->rules, "Rule files, or folders of .yaml and .yml files")->required()->type_name("PATH");
  add_data_options(*made, arguments->shared);
  made->get_option("--data")->allow_extra_args(true);
  made->remove_option(made->get_option("--now"));
  made->add_option("--at", arguments->at, "Run every rule once, over its period before this time")->type_name("DATETIME");
  made->add_option("--from", arguments->from, "Run every rule on its schedule, from this time")->type_name("DATETIME");
  made->add_option("--to", arguments->to, "... to this time")->type_name("DATETIME");
  made->add_flag("--follow", arguments->follow, "Go on as 'kelpie ingest' adds to the store: every window once, alerts to sinks, across restarts");
  FollowOptions& follow = arguments->following;
  made->add_option("--state", follow.state, "With --follow: file of how far rules are, alerts that wait, incidents")->type_name("FILE");
  made->add_option("--sink", follow.sinks, "With --follow: where alerts go (docs/sinks.md), more than once; default: standard output")
      ->type_name("SINK")
      ->allow_extra_args(false);
  made->add_option("--clock", follow.clock, "With --follow: wall, or events: the time of the latest event, to look at the past")->type_name("CLOCK");
  made->add_option("--delay", follow.delay, "With --follow: how long after its end a window waits for late events; default 5m")->type_name("DURATION");
  made->add_option("--reconcile", follow.reconcile, "With --follow: look at each window again so many frequencies later, for events that came later")
      ->type_name("TIMES");
  made->add_option("--keep", follow.keep, "With --follow: how long delivered alerts and closed incidents stay in the state; default 90d")->type_name("DURATION");
  made->add_flag("--drain", follow.drain, "With --follow: end when nothing is due and all alerts are delivered");
  made->add_flag("--trust-others", follow.trust_others,
                 "With --follow: take rules, schemas and functions that anyone may write, or that belong to neither root nor you");
  made->add_flag("--hunting", arguments->hunting, "Run hunting queries too, once");
  made->add_flag("--one-by-one", arguments->one_by_one, "Run every query over its whole window each time: the same alerts, slower");
  made->add_option("--format", arguments->shared.format, "table or json (an alert a line); default: table on a terminal, json in a pipe");
  return [arguments] { return detect(*arguments); };
}

}  // namespace kelpie::plugin
