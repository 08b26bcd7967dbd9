#include "rules/detect.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "rules/activity.hpp"
#include "rules/compile.hpp"
#include "rules/evaluate.hpp"
#include "rules/schedule.hpp"
#include "tables/text.hpp"

namespace kelpie::rules {

namespace {

using executor::TimeWindow;

/// After so many failed runs one after the other a rule stops.
constexpr std::uint64_t most_failures = 3;

/// One rule on its way through the time.
class RuleRun {
 public:
  RuleRun(const CompiledRule& compiled, const executor::Engine& engine, const executor::QueryContext& context, Activity& activity,
          DetectReport& report)
      : compiled_(compiled), engine_(engine), context_(context), activity_(activity), report_(report) {}

  /// One run; whether it raised an alert.
  bool run(TimeWindow window) {
    ++report_.evaluations;
    if (nothing_happened(window)) {
      ++report_.skipped;
      return false;
    }
    Evaluation evaluation = evaluate(compiled_, engine_, context_, window);
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

  [[nodiscard]] bool stopped() const { return failures_ >= most_failures || (context_.stop != nullptr && *context_.stop); }

  /// Tells of the failures that the last runs ended with.
  void finish() {
    if (failures_ == 0) return;
    const Rule& rule = *compiled_.rule;
    report_.refused.push_back({rule.id, rule.name, rule.source->path, diagnostics_});
    tell();
  }

 private:
  void tell() {
    if (!told_) report_.diagnostics.insert(report_.diagnostics.end(), diagnostics_.begin(), diagnostics_.end());
    told_ = true;
  }

  /// No table that the rule reads has a row in the window, and over no rows the rule raises no alert.
  bool nothing_happened(TimeWindow window) {
    if (compiled_.tables.empty()) return false;
    for (const auto& table : compiled_.tables) {
      if (activity_.any(*table, window)) return false;
    }
    if (!silent_without_rows_) {
      const Evaluation empty = evaluate(compiled_, engine_, context_, window);
      silent_without_rows_ = !has_errors(empty.diagnostics) && empty.alerts.empty();
    }
    return *silent_without_rows_;
  }

  const CompiledRule& compiled_;
  const executor::Engine& engine_;
  const executor::QueryContext& context_;
  Activity& activity_;
  DetectReport& report_;
  RuleDiagnostics diagnostics_;
  std::uint64_t failures_ = 0;
  bool told_ = false;
  std::optional<bool> silent_without_rows_;
};

/// The time to cover, and the last time at which a rule may run.
struct Span {
  std::int64_t from = 0;
  std::int64_t to = 0;
  bool until_seen = false;  // go on until a run has seen everything before `to`
  [[nodiscard]] std::int64_t last_run(const Rule& rule) const {
    if (!until_seen || to <= from) return to;
    const std::int64_t frequency = frequency_of(rule);
    return from + (to - from + frequency - 1) / frequency * frequency;
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

  const auto schedule_of = [&](const Rule& rule) { return RuleSchedule(rule, span.from, span.last_run(rule)); };
  const auto runs_once = [&](const Rule& rule) { return once || rule.kind == RuleKind::hunting; };
  std::uint64_t total = 0;
  for (const CompiledRule& one : compiled) total += runs_once(*one.rule) ? 1 : schedule_of(*one.rule).runs();
  if (total > options.max_evaluations) {
    report.diagnostics.push_back({std::make_shared<const SourceFile>(SourceFile{"detection", {}}),
                                  {parser::Severity::error, "KR015",
                                   fmt::format("The rules would run {} times; the limit is {}.", total, options.max_evaluations), {},
                                   "choose a shorter time"}});
    return report;
  }

  std::uint64_t done = 0;
  const auto step = [&](std::uint64_t runs) {
    done += runs;
    if (progress) progress(done, total);
  };
  for (const CompiledRule& one : compiled) {
    RuleRun run(one, engine, context, activity, report);
    if (runs_once(*one.rule)) {
      TimeWindow window = window_of(*one.rule, span.to);
      // A hunting query without a period hunts in all of the time.
      if (!once && one.rule->kind == RuleKind::hunting && one.rule->period == 0) window.from = span.from;
      run.run(window);
      step(1);
    } else {
      for (RuleSchedule schedule = schedule_of(*one.rule); !schedule.done() && !run.stopped(); step(1)) {
        const bool asleep = schedule.asleep();
        if (asleep) ++report.suppressed;
        schedule.advance(!asleep && run.run(window_of(*one.rule, schedule.time())));
      }
    }
    run.finish();
  }
  std::stable_sort(report.alerts.begin(), report.alerts.end(), [](const Alert& a, const Alert& b) { return a.window_end < b.window_end; });
  return report;
}

}  // namespace kelpie::rules
