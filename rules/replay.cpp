#include "rules/replay.hpp"

#include <algorithm>
#include <map>

#include "rules/activity.hpp"
#include "rules/compile.hpp"
#include "rules/evaluate.hpp"
#include "rules/schedule.hpp"
#include "tables/text.hpp"

namespace kelpie::rules {

namespace {

using executor::TimeWindow;

/// Where runs begin and where the last one may be.
TimeWindow span_of(const ReplayOptions& options, const Rule& rule, const executor::Engine& engine) {
  Activity activity;
  const auto covered = options.from && options.to ? std::nullopt : activity.covered(engine.catalog());
  const std::int64_t begin = covered ? covered->from - covered->from % tables::ticks_per_hour : options.to.value_or(0);
  TimeWindow span{options.from.value_or(begin), options.to.value_or(covered ? covered->to : begin)};
  // The run that sees the last event is one of them.
  if (!options.to && span.to > span.from) span.to = run_that_sees(rule, span.from, span.to);
  return span;
}

std::vector<ReturningEntity> returning(const std::vector<Alert>& alerts) {
  std::map<std::pair<std::string, std::vector<std::pair<std::string, std::string>>>, std::uint64_t> counts;
  for (const Alert& alert : alerts) {
    for (const AlertEntity& entity : alert.entities) ++counts[{entity.type, entity.identifiers}];
  }
  std::vector<ReturningEntity> entities;
  for (const auto& [entity, count] : counts) entities.push_back({{entity.first, entity.second}, count});
  std::stable_sort(entities.begin(), entities.end(), [](const auto& a, const auto& b) { return a.alerts > b.alerts; });
  return entities;
}

}  // namespace

ReplayReport replay(const Rule& rule, const executor::Engine& engine, const executor::QueryContext& context,
                    const ReplayOptions& options, const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  ReplayReport report;
  const TimeWindow span = span_of(options, rule, engine);
  executor::QueryContext check = context;
  check.now = span.to;
  const auto compiled = compile_rule(rule, engine, check, report.diagnostics);
  if (!compiled) return report;
  const std::int64_t frequency = frequency_of(rule);
  const std::uint64_t all = RuleSchedule(rule, span.from, span.to).runs();
  if (options.most_runs > 0 && all > options.most_runs) report.left_out = all - options.most_runs;
  RuleSchedule schedule(rule, span.from + static_cast<std::int64_t>(report.left_out) * frequency, span.to);
  while (!schedule.done()) {
    if (context.stop != nullptr && *context.stop) {
      report.stopped = true;
      break;
    }
    ReplayRun run{window_of(rule, schedule.time())};
    run.suppressed = schedule.asleep();
    if (!run.suppressed) {
      Evaluation evaluation = evaluate(*compiled, engine, context, run.window);
      run.failed = has_errors(evaluation.diagnostics);
      // One failure is told; the others are like it.
      if (run.failed && !has_errors(report.diagnostics))
        report.diagnostics.insert(report.diagnostics.end(), evaluation.diagnostics.begin(),
                                  evaluation.diagnostics.end());
      run.rows = evaluation.rows;
      run.alerts = evaluation.alerts.size();
      for (Alert& alert : evaluation.alerts) report.alerts.push_back(std::move(alert));
    }
    schedule.advance(run.alerts > 0);
    report.runs.push_back(run);
    if (progress) progress(report.runs.size(), all - report.left_out);
  }
  report.entities = returning(report.alerts);
  return report;
}

}  // namespace kelpie::rules
