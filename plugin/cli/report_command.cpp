#include <algorithm>
#include <iostream>

#include <CLI/CLI.hpp>

#include "executor/binder/nearest_name.hpp"
#include "plugin/cli/command.hpp"
#include "plugin/cli/query_options.hpp"
#include "plugin/cli/reports.hpp"
#include "tables/text.hpp"

namespace kelpie::plugin {

namespace {

struct ReportOptions {
  SharedOptions shared;
  std::string name;
  std::string period = "30d";
  std::optional<std::size_t> top;
};

int list_reports() {
  std::size_t width = 0;
  for (const Report& report : reports()) width = std::max(width, report.name.size());
  const Terminal terminal = terminal_of(1);
  for (const Report& report : reports()) {
    std::cout << coloured(report.name, Colour::bold, terminal) << std::string(width - report.name.size() + 2, ' ')
              << report.sentence << '\n';
  }
  return exit_ok;
}

const Report& report_argument(const std::string& name) {
  if (const Report* report = find_report(name)) return *report;
  std::vector<std::string> names;
  for (const Report& report : reports()) names.emplace_back(report.name);
  const std::string near = executor::did_you_mean(name, names);
  throw UsageError("there is no report '" + harmless(name) + "'" + (near.empty() ? "" : "; " + near) +
                   "; `kelpie report` lists them");
}

/// A number of days or hours as KQL writes it.
std::int64_t period_argument(const std::string& text) {
  const bool digits = text.size() >= 2 && text.size() <= 6 &&
                      std::all_of(text.begin(), text.end() - 1, [](unsigned char c) { return std::isdigit(c) != 0; });
  if (digits && (text.back() == 'd' || text.back() == 'h')) {
    const auto ticks = tables::parse_timespan(text);
    if (ticks && *ticks > 0 && *ticks <= 3660 * tables::ticks_per_day) return *ticks;
  }
  throw UsageError("--period: '" + harmless(text) +
                   "' is no period; write 7d or 30d, or another number of days (d) or hours (h)");
}

int show(const ReportOptions& options) {
  if (options.name.empty()) return list_reports();
  const Report& report = report_argument(options.name);
  const std::int64_t period = period_argument(options.period);
  const Format format = format_argument(options.shared.format);
  const std::string query = std::string(report.function) + "(" + options.period + ")" +
                            (options.top ? " | take " + std::to_string(*options.top) : "");
  const Session session(options.shared);
  const executor::QueryOutcome outcome = session.engine().query(query, session.context());
  tell(query, outcome.diagnostics, "report");
  if (interrupted()) return exit_interrupted;
  if (!outcome.ok()) return exit_refused;
  const executor::ResultTable& table = outcome.tables.front();
  const Terminal terminal = terminal_of(1);
  if (format != Format::table) {
    write_result(std::cout, table, format, terminal);
    return session.refused() ? exit_refused : exit_ok;
  }
  if (terminal.interactive) {
    const auto minute = [](std::int64_t ticks) {
      std::string text = tables::datetime_text(std::clamp<std::int64_t>(ticks, 0, tables::max_datetime)).substr(0, 16);
      text[10] = ' ';
      return text;
    };
    const std::int64_t now = session.context().now;
    std::cout << coloured(report.sentence, Colour::bold, terminal) << '\n'
              << coloured(minute(now - period) + " to " + minute(now) + " UTC", Colour::dim, terminal) << "\n\n";
  }
  if (table.rows() == 0) {
    std::cerr << "nothing in this period"
              << (session.latest_time()
                      ? ": the latest event is of " + tables::datetime_text(*session.latest_time()).substr(0, 19) +
                            "Z; --now sets its end"
                      : "")
              << '\n';
    return session.refused() ? exit_refused : exit_ok;
  }
  constexpr std::size_t rows_on_terminal = 40;
  write_chart_table(std::cout, table, report.columns,
                    {terminal, marks_of_environment(), terminal.interactive && !options.top ? rows_on_terminal : 0});
  return session.refused() ? exit_refused : exit_ok;
}

}  // namespace

CommandAction add_report(CLI::App& app, CLI::App*& made) {
  auto options = std::make_shared<ReportOptions>();
  made = app.add_subcommand("report", "Show a report of usage, credentials or risk; without a name, list the reports");
  made->footer(
      "The period ends now, or at --now. On a terminal the table shows the first 40 rows with bars; json, csv and "
      "ndjson hold every row and column.\n"
      "Every report is a stored function too: kelpie query 'ApplicationActivity(7d) | where successPercentage < 80'\n"
      "Examples:\n"
      "  kelpie report\n"
      "  kelpie report application-activity --data exports/ --period 7d\n"
      "  kelpie report risky-users --data exports/ --now 2026-03-08 --format csv > risky.csv");
  made->add_option("name", options->name, "The report")->type_name("NAME");
  made->add_option("--period", options->period, "How far back it looks: 7d, 30d or another number of days or hours")
      ->type_name("TIMESPAN")
      ->capture_default_str();
  made->add_option("--top", options->top, "The first rows only")
      ->type_name("ROWS")
      ->check(CLI::Range(std::size_t{1}, std::size_t{500'000}));
  add_data_options(*made, options->shared);
  add_format_option(*made, options->shared);
  return [options] { return show(*options); };
}

}  // namespace kelpie::plugin
