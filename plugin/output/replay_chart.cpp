#include "plugin/output/replay_chart.hpp"

#include <algorithm>
#include <map>
#include <ostream>

#include <fmt/format.h>

#include "rules/duration.hpp"
#include "rules/schedule.hpp"
#include "tables/dynamic.hpp"
#include "tables/text.hpp"

namespace kelpie::plugin {

namespace {

constexpr std::size_t shown_entities = 10;
constexpr std::size_t shown_days = 3;
/// Lines at most; so many runs without rows share one.
constexpr std::size_t most_lines = 100;
constexpr std::size_t shortest_silence = 4;
constexpr int night_begins = 20, night_ends = 6;

std::string counted(std::uint64_t count, std::string_view thing) {
  return fmt::format("{} {}{}", count, thing, count == 1 ? "" : "s");
}

std::string minute_text(std::int64_t ticks) {
  std::string text = tables::datetime_text(ticks).substr(0, 16);
  text[10] = ' ';
  return text;
}

std::string_view sign_of(rules::TriggerOperator trigger) {
  switch (trigger) {
    case rules::TriggerOperator::greater_than:
      return ">";
    case rules::TriggerOperator::less_than:
      return "<";
    case rules::TriggerOperator::equal:
      return "=";
    case rules::TriggerOperator::not_equal:
      break;
  }
  return "!=";
}

/// A bar with a mark where the threshold is.
std::string bar_with_threshold(std::uint64_t rows, std::uint64_t threshold, double most, std::size_t width,
                               Marks marks) {
  std::string text = bar(static_cast<double>(rows), most, width, marks);
  const std::size_t used = display_width(text);
  const auto at = static_cast<std::size_t>(static_cast<double>(threshold) / most * static_cast<double>(width));
  if (threshold == 0 || at <= used || at > width) return text;
  return text + std::string(at - used, ' ') + (marks == Marks::blocks ? "┊" : "|");
}

bool is_silent(const rules::ReplayRun& run) {
  return run.rows == 0 && run.alerts == 0 && !run.suppressed && !run.failed;
}

void write_run(std::ostream& out, const rules::ReplayRun& run, const std::string& drawing, const Terminal& terminal) {
  out << fmt::format("{} {:>8} {:>7}", minute_text(run.window.to), run.rows,
                     run.alerts == 0 ? "" : std::to_string(run.alerts));
  if (!drawing.empty()) {
    out << "  "
        << coloured(drawing,
                    run.failed       ? Colour::red
                    : run.suppressed ? Colour::dim
                    : run.alerts > 0 ? Colour::yellow
                                     : Colour::none,
                    terminal);
  }
  out << '\n';
}

void write_runs(std::ostream& out, const rules::Rule& rule, const rules::ReplayReport& report, const Terminal& terminal,
                Marks marks) {
  const std::uint64_t threshold = rule.kind == rules::RuleKind::scheduled ? rule.threshold : 0;
  // One row is no long bar.
  std::uint64_t most = std::max<std::uint64_t>(10, threshold);
  std::vector<double> alerts;
  for (const auto& run : report.runs) {
    most = std::max(most, run.rows);
    alerts.push_back(static_cast<double>(run.alerts));
  }
  constexpr std::size_t columns = 36;
  const std::size_t width = terminal.width > columns + 20 ? std::min<std::size_t>(60, terminal.width - columns) : 20;
  out << coloured("run at (UTC)         rows  alerts", Colour::dim, terminal) << '\n';
  std::size_t lines = 0;
  for (std::size_t i = 0; i < report.runs.size() && lines < most_lines; ++lines) {
    const auto& run = report.runs[i];
    std::size_t silent = 0;
    while (i + silent < report.runs.size() && is_silent(report.runs[i + silent])) ++silent;
    if (silent >= shortest_silence) {
      out << coloured(fmt::format("{:>18} without rows", counted(silent, "run")), Colour::dim, terminal) << '\n';
      i += silent;
      continue;
    }
    write_run(out, run,
              run.failed       ? "failed"
              : run.suppressed ? "suppressed"
                               : bar_with_threshold(run.rows, threshold, static_cast<double>(most), width, marks),
              terminal);
    ++i;
    if (lines + 1 == most_lines && i < report.runs.size())
      out << fmt::format("{:>18} more\n", counted(report.runs.size() - i, "run"));
  }
  if (std::any_of(alerts.begin(), alerts.end(), [](double one) { return one > 0; })) {
    out << "alerts over time  " << coloured(sparkline(alerts, width, marks), Colour::yellow, terminal) << '\n';
  }
  out << '\n';
}

/// The day, or the night that began on it ("2026-03-01 to 03-02"), and its alerts; the most first.
std::vector<std::pair<std::string, std::uint64_t>> by_day(const rules::ReplayReport& report, bool nights) {
  std::map<std::string, std::uint64_t> counts;
  for (const auto& run : report.runs) {
    if (run.alerts == 0) continue;
    const int hour = tables::civil_of(run.window.to).hour;
    const bool night = hour >= night_begins || hour < night_ends;
    if (nights && !night) continue;
    const std::int64_t day =
        nights && hour < night_ends ? std::max<std::int64_t>(0, run.window.to - tables::ticks_per_day) : run.window.to;
    counts[tables::datetime_text(day).substr(0, 10)] += run.alerts;
  }
  std::vector<std::pair<std::string, std::uint64_t>> days(counts.begin(), counts.end());
  std::stable_sort(days.begin(), days.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  return days;
}

std::string entity_text(const rules::AlertEntity& entity) {
  std::string text = entity.type;
  for (std::size_t i = 0; i < entity.identifiers.size(); ++i)
    text += (i > 0 ? " / " : " ") + entity.identifiers[i].second;
  return harmless(text);
}

struct Totals {
  std::uint64_t rows = 0, with_rows = 0, with_alerts = 0, suppressed = 0, failed = 0;
};
Totals totals_of(const rules::ReplayReport& report) {
  Totals totals;
  for (const auto& run : report.runs) {
    totals.rows += run.rows;
    totals.with_rows += run.rows > 0 ? 1 : 0;
    totals.with_alerts += run.alerts > 0 ? 1 : 0;
    totals.suppressed += run.suppressed ? 1 : 0;
    totals.failed += run.failed ? 1 : 0;
  }
  return totals;
}

void write_days(std::ostream& out, const rules::ReplayReport& report, bool nights) {
  const auto days = by_day(report, nights);
  if (days.empty()) return;
  out << (nights ? "nights (20:00 to 06:00 UTC)  " : "days                         ");
  for (std::size_t i = 0; i < days.size() && i < shown_days; ++i)
    out << (i > 0 ? ", " : "") << days[i].first << ": " << days[i].second;
  if (days.size() > shown_days) out << ", " << days.size() - shown_days << " more with alerts";
  out << '\n';
}

}  // namespace

void write_replay_chart(std::ostream& out, const rules::Rule& rule, const rules::ReplayReport& report,
                        const Terminal& terminal, Marks marks) {
  out << coloured(harmless(rule.name), Colour::bold, terminal) << "\nevery "
      << rules::duration_text(rules::frequency_of(rule)) << " over "
      << rules::duration_text(rules::window_of(rule, tables::unix_epoch).to -
                              rules::window_of(rule, tables::unix_epoch).from)
      << "; an alert when rows "
      << (rule.kind == rules::RuleKind::scheduled ? fmt::format("{} {}", sign_of(rule.trigger), rule.threshold) : "> 0")
      << ", " << (rule.grouping == rules::EventGrouping::single_alert ? "one a run" : "one a row") << "\n\n";
  write_runs(out, rule, report, terminal, marks);
  const Totals totals = totals_of(report);
  out << counted(report.runs.size(), "run") << ", " << totals.with_rows << " with rows, " << totals.with_alerts
      << " with alerts: " << counted(report.alerts.size(), "alert");
  if (totals.suppressed > 0) out << "; " << totals.suppressed << " suppressed";
  if (totals.failed > 0) out << "; " << totals.failed << " failed";
  out << '\n';
  if (report.left_out > 0) out << counted(report.left_out, "earlier run") << " left out; --windows 0 makes all\n";
  write_days(out, report, false);
  write_days(out, report, true);
  if (report.entities.empty()) return;
  out << "\nin how many alerts\n";
  for (std::size_t i = 0; i < report.entities.size() && i < shown_entities; ++i) {
    out << fmt::format(
        "{:>6}  {}\n", report.entities[i].alerts,
        shortened(entity_text(report.entities[i].entity), std::max<std::size_t>(30, terminal.width - 8)));
  }
  if (report.entities.size() > shown_entities)
    out << "        and " << report.entities.size() - shown_entities << " more\n";
}

void write_replay_json(std::ostream& out, const rules::Rule& rule, const rules::ReplayReport& report) {
  tables::DynamicBuilder builder;
  const auto text = [&](std::string_view key, std::string_view value) { builder.key(key), builder.string(value); };
  const auto number = [&](std::string_view key, std::uint64_t value) {
    builder.key(key), builder.long_(static_cast<std::int64_t>(value));
  };
  const auto flag = [&](std::string_view key, bool value) { builder.key(key), builder.boolean(value); };
  builder.begin_bag();
  builder.key("rule");
  builder.begin_bag();
  text("id", rule.id), text("name", rule.name), text("frequency", rules::duration_text(rules::frequency_of(rule))),
      text("period", rules::duration_text(rule.period));
  text("trigger", rules::name_of(rule.trigger)), number("threshold", rule.threshold);
  builder.end_bag();
  const Totals totals = totals_of(report);
  number("runs", report.runs.size()), number("runsWithRows", totals.with_rows),
      number("runsWithAlerts", totals.with_alerts), number("rows", totals.rows);
  number("alerts", report.alerts.size()), number("suppressed", totals.suppressed), number("failed", totals.failed),
      number("leftOut", report.left_out);
  builder.key("windows");
  builder.begin_array();
  for (const auto& run : report.runs) {
    builder.begin_bag();
    builder.key("from"), builder.datetime(run.window.from), builder.key("to"), builder.datetime(run.window.to);
    number("rows", run.rows), number("alerts", run.alerts), flag("suppressed", run.suppressed),
        flag("failed", run.failed);
    builder.end_bag();
  }
  builder.end_array();
  builder.key("entities");
  builder.begin_array();
  for (const auto& one : report.entities) {
    builder.begin_bag();
    text("type", one.entity.type);
    for (const auto& [identifier, value] : one.entity.identifiers) text(identifier, value);
    number("alerts", one.alerts);
    builder.end_bag();
  }
  builder.end_array();
  builder.end_bag();
  out << tables::to_json(tables::DynamicView(builder.bytes())) << '\n';
}

void write_replay_csv(std::ostream& out, const rules::ReplayReport& report) {
  out << "from,to,rows,alerts,suppressed,failed\n";
  for (const auto& run : report.runs) {
    out << fmt::format("{},{},{},{},{},{}\n", tables::datetime_text(run.window.from),
                       tables::datetime_text(run.window.to), run.rows, run.alerts, run.suppressed, run.failed);
  }
}

}  // namespace kelpie::plugin
