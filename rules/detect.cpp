#include "rules/detect.hpp"

#include <queue>

#include <fmt/format.h>

#include "rules/activity.hpp"
#include "rules/compile.hpp"
#include "rules/evaluate.hpp"
#include "rules/incremental/incremental_rules.hpp"
#include "rules/rows_between.hpp"
#include "rules/schedule.hpp"
#include "tables/damaged_data.hpp"
#include "tables/text.hpp"

namespace kelpie::rules {

namespace {

using executor::TimeWindow;

/// After so many failed runs one after the other a rule stops.
constexpr std::uint64_t most_failures = 3;

/// Gives what a rule's query gives over a window.
using EvaluateWindow = std::function<Evaluation(TimeWindow)>;

/// One rule on its way through the time.
class RuleRun {
 public:
  RuleRun(const CompiledRule& compiled, const executor::QueryContext& context, Activity& activity, DetectReport& report, EvaluateWindow evaluate,
          RuleSchedule schedule, std::optional<TimeWindow> once)
      : compiled_(compiled), context_(context), activity_(activity), report_(report), evaluate_(std::move(evaluate)), schedule_(schedule), once_(once) {}

  /// Time of the next run; nothing when there is none.
  [[nodiscard]] std::optional<std::int64_t> next() const {
    if (once_) return once_->to;
    const bool stopped = failures_ >= most_failures || (context_.stop != nullptr && *context_.stop);
    return stopped || schedule_.done() ? std::nullopt : std::optional(schedule_.time());
  }
  /// The next run, unless the rule sleeps.
  void run_next() {
    if (once_) {
      run(*once_);
      once_.reset();
      return;
    }
    const bool asleep = schedule_.asleep();
    if (asleep) ++report_.suppressed;
    schedule_.advance(!asleep && run(window_of(*compiled_.rule, schedule_.time())));
  }

  /// Tells of the failures of all runs.
  void finish() {
    if (failures_ > 0) {
      const Rule& rule = *compiled_.rule;
      report_.refused.push_back({rule.id, rule.name, rule.source->path, diagnostics_});
      tell();
    }
    report_.diagnostics.insert(report_.diagnostics.end(), told_.begin(), told_.end());
  }

 private:
  /// One run; whether it raised an alert.
  bool run(TimeWindow window) {
    ++report_.evaluations;
    if (nothing_happened(window)) {
      ++report_.skipped;
      return false;
    }
    Evaluation evaluation = evaluate_(window);
    if (has_errors(evaluation.diagnostics)) {
      ++report_.failed;
      if (++failures_ == 1) diagnostics_ = std::move(evaluation.diagnostics);
      return false;
    }
    if (failures_ > 0) tell();
    failures_ = 0;
    const bool alerted = !evaluation.alerts.empty();
    for (Alert& alert : evaluation.alerts) report_.alerts.push_back(std::move(alert));
    return alerted;
  }

  void tell() {
    if (told_.empty()) told_ = diagnostics_;
  }

  /// No table that the rule reads has a row in the window, and over no rows the rule raises no alert.
  bool nothing_happened(TimeWindow window) {
    if (compiled_.tables.empty()) return false;
    for (const auto& table : compiled_.tables) {
      if (activity_.any(*table, window)) return false;
    }
    if (!silent_without_rows_) {
      const Evaluation empty = evaluate_(window);
      silent_without_rows_ = !has_errors(empty.diagnostics) && empty.alerts.empty();
    }
    return *silent_without_rows_;
  }

  const CompiledRule& compiled_;
  const executor::QueryContext& context_;
  Activity& activity_;
  DetectReport& report_;
  EvaluateWindow evaluate_;
  RuleSchedule schedule_;  // of no run where there is `once_`
  std::optional<TimeWindow> once_;
  RuleDiagnostics diagnostics_;
  RuleDiagnostics told_;
  std::uint64_t failures_ = 0;
  std::optional<bool> silent_without_rows_;
};

/// The time to cover, and the last time at which a rule may run.
struct Span {
  std::int64_t from = 0;
  std::int64_t to = 0;
  bool until_seen = false;  // go on until a run has seen everything before `to`
  [[nodiscard]] std::int64_t last_run(const Rule& rule) const {
    return until_seen && to > from ? run_that_sees(rule, from, to) : to;
  }
};

Span span_of(const DetectOptions& options, const std::optional<TimeWindow>& covered) {
  Span span;
  span.until_seen = !options.to;
  span.from = options.from ? *options.from : covered ? covered->from - covered->from % tables::ticks_per_hour : options.to.value_or(0);
  span.to = options.to ? *options.to : covered ? covered->to : span.from;
  return span;
}

std::vector<CompiledRule> compile_all(std::span<const Rule> rules, const executor::Engine& engine, const executor::QueryContext& context,
                                      bool include_hunting, DetectReport& report) {
  std::vector<CompiledRule> compiled;
  for (const Rule& rule : rules) {
    if (!rule.enabled || (rule.kind == RuleKind::hunting && !include_hunting)) continue;
    RuleDiagnostics diagnostics;
    if (auto one = compile_rule(rule, engine, context, diagnostics)) compiled.push_back(std::move(*one));
    else report.refused.push_back({rule.id, rule.name, rule.source->path, diagnostics});
    report.diagnostics.insert(report.diagnostics.end(), diagnostics.begin(), diagnostics.end());
  }
  return compiled;
}

/// Takes in the rows that some window of a rule on schedule holds; the others need not be read.
void absorb_windows(IncrementalRules& incremental, const std::vector<CompiledRule>& compiled, const tables::Catalog& catalog, const Span& span,
                    const std::function<bool(const Rule&)>& runs_once) {
  std::optional<TimeWindow> all;
  for (const CompiledRule& one : compiled) {
    if (runs_once(*one.rule)) continue;
    const std::int64_t from = window_of(*one.rule, first_run_after(*one.rule, span.from)).from;
    const std::int64_t to = span.last_run(*one.rule);
    all = all ? TimeWindow{std::min(all->from, from), std::max(all->to, to)} : TimeWindow{from, to};
  }
  if (!all) return;
  const std::shared_ptr<const tables::Catalog> whole(std::shared_ptr<const void>(), &catalog);
  auto visible = rows_between(whole, "TimeGenerated", "TimeGenerated", all->from, all->to);
  try {
    for (const CompiledRule& one : compiled) {
      for (const auto& table : one.tables) static_cast<void>(visible->find(table->schema().name));
    }
  } catch (const tables::DamagedData&) {
    // The rules that read what is damaged fail with its place; the others go on.
    visible = whole;
  }
  static_cast<void>(incremental.absorb(*visible));
}

/// All runs of all rules, in order of their times and of the rules.
void run_on_schedule(std::vector<RuleRun>& runs, IncrementalRules& incremental, const std::function<void(std::uint64_t)>& step) {
  using Next = std::pair<std::int64_t, std::size_t>;
  std::priority_queue<Next, std::vector<Next>, std::greater<>> queue;
  const auto queue_next = [&](std::size_t number) {
    if (const auto time = runs[number].next()) queue.emplace(*time, number);
  };
  for (std::size_t i = 0; i < runs.size(); ++i) queue_next(i);
  std::int64_t forgotten = 0;
  while (!queue.empty()) {
    const auto [time, number] = queue.top();
    queue.pop();
    if (time >= forgotten + tables::ticks_per_hour) incremental.forget_before(forgotten = time);
    runs[number].run_next();
    step(1);
    queue_next(number);
  }
}

}  // namespace

DetectReport detect(std::span<const Rule> rules, const executor::Engine& engine, const executor::QueryContext& context,
                    const DetectOptions& options, const DetectProgress& progress) {
  DetectReport report;
  Activity activity;
  const bool once = options.at.has_value();
  const Span span = once ? Span{*options.at, *options.at, false} : span_of(options, activity.covered(engine.catalog()));
  report.from = span.from;
  report.to = span.to;
  executor::QueryContext check = context;
  check.now = span.to;
  const std::vector<CompiledRule> compiled = compile_all(rules, engine, check, options.include_hunting, report);
  report.rules = compiled.size();

  const auto runs_once = [&](const Rule& rule) { return once || rule.kind == RuleKind::hunting; };
  const auto schedule_of = [&](const Rule& rule) {
    return RuleSchedule(rule, span.from, runs_once(rule) ? span.from : span.last_run(rule));
  };
  std::uint64_t total = 0;
  for (const CompiledRule& one : compiled) total += runs_once(*one.rule) ? 1 : schedule_of(*one.rule).runs();
  if (total > options.max_evaluations) {
    report.diagnostics.push_back({std::make_shared<const SourceFile>(SourceFile{"detection", {}}),
                                  {parser::Severity::error, "KD001",
                                   fmt::format("The rules would run {} times; the limit is {}.", total, options.max_evaluations), {},
                                   "choose a shorter time"}});
    return report;
  }

  std::uint64_t done = 0;
  const auto step = [&](std::uint64_t runs) {
    done += runs;
    if (progress) progress(done, total);
  };
  IncrementalRules incremental(engine, context, {options.memory_bytes, span.from});
  std::vector<RuleRun> runs;
  for (const CompiledRule& one : compiled) {
    EvaluateWindow evaluate_window = [&one, &engine, &context](TimeWindow window) { return evaluate(one, engine, context, window); };
    // What runs once has nothing to gain.
    if (options.incremental && !runs_once(*one.rule)) {
      evaluate_window = [&incremental, number = incremental.add(one)](TimeWindow window) { return incremental.evaluate(number, window); };
    }
    std::optional<TimeWindow> once_over;
    if (runs_once(*one.rule)) {
      once_over = window_of(*one.rule, span.to);
      // A hunting query without a period hunts in all of the time.
      if (!once && one.rule->kind == RuleKind::hunting && one.rule->period == 0) once_over->from = span.from;
    }
    runs.emplace_back(one, context, activity, report, std::move(evaluate_window), schedule_of(*one.rule), once_over);
  }
  absorb_windows(incremental, compiled, engine.catalog(), span, runs_once);

  run_on_schedule(runs, incremental, step);
  for (RuleRun& one : runs) one.finish();
  return report;
}

}  // namespace kelpie::rules
