#include "rules/testing/explain.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "parser/parse.hpp"
#include "rules/duration.hpp"
#include "rules/evaluate.hpp"
#include "rules/schedule.hpp"
#include "tables/text.hpp"

namespace kelpie::rules::testing {

namespace {

using executor::TimeWindow;

/// Windows that are looked at again, from the last one back.
constexpr std::size_t most_windows = 50;

std::string minute_text(std::int64_t ticks) {
  std::string text = tables::datetime_text(ticks).substr(0, ticks % tables::ticks_per_minute == 0 ? 16 : 19);
  text[10] = ' ';
  return text;
}

/// 2026-03-01 11:00 to 12:00
std::string window_text(TimeWindow window) {
  const std::string from = minute_text(window.from), to = minute_text(window.to);
  return from + " to " + (from.substr(0, 10) == to.substr(0, 10) ? to.substr(11) : to);
}

std::string counted(std::uint64_t count, std::string_view thing) {
  return fmt::format("{} {}{}", count, thing, count == 1 ? "" : "s");
}

/// "more than 10"
std::string wanted_rows(const Rule& rule) {
  if (rule.kind != RuleKind::scheduled) return "at least 1";
  switch (rule.trigger) {
    case TriggerOperator::greater_than:
      return fmt::format("more than {}", rule.threshold);
    case TriggerOperator::less_than:
      return fmt::format("fewer than {}", rule.threshold);
    case TriggerOperator::equal:
      return fmt::format("exactly {}", rule.threshold);
    case TriggerOperator::not_equal:
      break;
  }
  return fmt::format("any number but {}", rule.threshold);
}

class Explanation {
 public:
  Explanation(const RuleStage& stage, TestFailure& failure) : stage_(stage), rule_(stage.rule()), failure_(failure) {
    RuleDiagnostics told_before;
    const auto compiled = compile_rule(rule_, stage.engine(), context_of(std::nullopt), told_before);
    if (!compiled) return;
    for (const auto& table : compiled->tables) names_.push_back(table->schema().name);
    std::sort(names_.begin(), names_.end());
  }

  void tell_runs() {
    if (stage_.runs == 0) {
      failure_.notes.emplace_back("The rule did not run.");
      const std::int64_t delay =
          rule_.kind == RuleKind::nrt ? RuntimeOptions{}.nrt_delay : RuntimeOptions{}.scheduled_delay;
      failure_.hint = fmt::format("it runs every {}, {} after its window has ended: advance the clock, or write - run",
                                  duration_text(frequency_of(rule_)), duration_text(delay));
      return;
    }
    std::string text = fmt::format("The rule ran {}", stage_.runs == 1 ? "once" : fmt::format("{} times", stage_.runs));
    if (stage_.windows.size() == 1)
      text += fmt::format(", over {}", window_text(stage_.windows.front()));
    else if (!stage_.windows.empty())
      text += fmt::format(", first over {}, last over {}", window_text(stage_.windows.front()),
                          window_text(stage_.windows.back()));
    failure_.notes.push_back(text + ".");
    if (stage_.suppressed > 0)
      failure_.notes.push_back(
          fmt::format("{} suppressed after an alert.",
                      stage_.suppressed == 1 ? "1 run was" : fmt::format("{} runs were", stage_.suppressed)));
  }

  void tell_why_silent() {
    const auto arrived = stage_.events().rows();
    std::uint64_t read = 0;
    for (const auto& [table, rows] : arrived) read += std::count(names_.begin(), names_.end(), table) > 0 ? rows : 0;
    if (read == 0) {
      std::string others;
      for (const auto& [table, rows] : arrived) others += (others.empty() ? "" : ", ") + table;
      failure_.notes.push_back(fmt::format("The query reads {}; {}.", fmt::join(names_, ", "),
                                           others.empty() ? "no events came" : "events came for " + others + " only"));
      return;
    }
    if (stage_.runs == 0 && rule_.kind != RuleKind::hunting) return;
    const std::optional<TimeWindow> window = rule_.kind == RuleKind::scheduled ? busiest_window() : std::nullopt;
    std::uint64_t inside = 0;
    std::string text;
    for (const std::string& name : names_) {
      const std::uint64_t here = rows_of(name, window);
      inside += here;
      text += fmt::format("{}{} of {} of {}", text.empty() ? "" : ", ", here,
                          counted(arrived.contains(name) ? arrived.at(name) : 0, "event"), name);
    }
    if (window) failure_.notes.push_back(fmt::format("In the window {}: {}.", window_text(*window), text));
    if (inside == 0) {
      failure_.hint = "all events lie outside of the windows that were run: move their TimeGenerated, or the clock";
      return;
    }
    tell_rows(window);
  }

 private:
  [[nodiscard]] executor::QueryContext context_of(std::optional<TimeWindow> window) const {
    executor::QueryContext context;
    context.now = window ? window->to : stage_.now();
    context.window = window;
    return context;
  }

  std::optional<std::uint64_t> count_of(const std::string& query, std::optional<TimeWindow> window) const {
    const executor::QueryOutcome outcome = stage_.engine().query(query + "\n| count", context_of(window));
    if (!outcome.ok() || outcome.tables.size() != 1 || outcome.tables.front().rows() != 1) return std::nullopt;
    return static_cast<std::uint64_t>(outcome.tables.front().batches.front().columns.front().value_at(0).as_integer());
  }
  std::uint64_t rows_of(const std::string& table, std::optional<TimeWindow> window) const {
    return count_of(fmt::format("['{}']", table), window).value_or(0);
  }

  /// The last of those with the most events.
  [[nodiscard]] std::optional<TimeWindow> busiest_window() const {
    std::optional<TimeWindow> best;
    std::uint64_t most = 0;
    const auto& windows = stage_.windows;
    for (std::size_t i = windows.size(); i > 0 && windows.size() - i < most_windows; --i) {
      std::uint64_t rows = 0;
      for (const std::string& name : names_) rows += rows_of(name, windows[i - 1]);
      if (best && rows <= most) continue;
      best = windows[i - 1];
      most = rows;
    }
    return best;
  }

  void tell_rows(std::optional<TimeWindow> window) {
    const RunQuery query = query_of_run(rule_, window.value_or(window_of(rule_, stage_.now())));
    const auto rows = count_of(query.text, window);
    if (!rows) return;
    failure_.notes.push_back(
        fmt::format("The query gave {}; an alert takes {}.", counted(*rows, "row"), wanted_rows(rule_)));
    if (*rows > 0 && !is_triggered(rule_, *rows)) {
      failure_.hint = fmt::format("the trigger is not reached: triggerOperator {}, triggerThreshold {}",
                                  name_of(rule_.trigger), rule_.threshold);
    } else if (*rows > 0 && stage_.suppressed > 0) {
      failure_.hint = fmt::format("the rule sleeps for {} after an alert: suppressionDuration",
                                  duration_text(rule_.suppression_duration));
    }
    if (*rows == 0) tell_lost_rows(query, window);
  }

  /// The first operator that leaves no row.
  void tell_lost_rows(const RunQuery& query, std::optional<TimeWindow> window) {
    const parser::ParseResult parsed = parser::parse(query.text);
    if (!parsed.ok() || parsed.query.statements.empty()) return;
    const auto* statement = std::get_if<parser::ExpressionStatement>(&parsed.query.statements.back());
    if (statement == nullptr) return;
    std::optional<std::uint64_t> before =
        count_of(query.text.substr(0, parser::span_of(statement->pipeline.source).end), window);
    for (const parser::Operator& one : statement->pipeline.operators) {
      const parser::Span span = parser::span_of(one);
      const auto after = count_of(query.text.substr(0, span.end), window);
      if (!before || !after) return;
      if (*before > 0 && *after == 0) {
        std::string text = query.text.substr(span.begin, span.end - span.begin);
        if (const std::size_t line = text.find('\n'); line != std::string::npos) text = text.substr(0, line) + " ...";
        const RuleDiagnostic place = in_file(rule_, query, {parser::Severity::note, {}, {}, span, {}});
        failure_.notes.push_back(fmt::format("{}:{}: '{}' left none of {}.", rule_.source->path, place.position().line,
                                             text, counted(*before, "row")));
        return;
      }
      before = after;
    }
  }

  const RuleStage& stage_;
  const Rule& rule_;
  TestFailure& failure_;
  std::vector<std::string> names_;  // tables that the query reads
};

}  // namespace

void explain(const RuleStage& stage, bool alerted, TestFailure& failure) {
  if (stage.rule().kind == RuleKind::hunting) {
    failure.notes.emplace_back("The rule is a hunting query, which raises no alerts.");
    failure.hint = "expect rows instead";
    return;
  }
  Explanation explanation(stage, failure);
  explanation.tell_runs();
  if (!alerted) explanation.tell_why_silent();
}

}  // namespace kelpie::rules::testing
