#include <algorithm>

#include "executor/binder/plugins/plugin.hpp"
#include "executor/binder/plugins/timeline.hpp"
#include "executor/operators/plugins/activities.hpp"

namespace kelpie::executor {

using tables::Type;

namespace {

struct Question {
  Periods steps;
  Moment lookback = 0;
  std::int64_t first = 0, last = 0;  // steps of the result
};

/// Rows and different ids in the steps that the lookback of a step takes in, the step itself the last of them: every
/// row counts in its own step and in those behind it whose lookback reaches it.
std::vector<PeriodChange> count_windows(const Activities& activities, const Question& question, Execution& execution) {
  std::vector<PeriodChange> changes;
  const auto add = [&](const Activity& of, std::int64_t from, std::int64_t to, std::int64_t rows, std::int64_t ids) {
    from = std::max(from, question.first);
    to = std::min(to, question.last);
    if (from > to) return;
    changes.push_back({of.dimensions, from, rows, ids, 0});
    changes.push_back({of.dimensions, to + 1, -rows, -ids, 0});
  };
  for (const Activity& each : activities.all()) {
    const std::int64_t step = question.steps.number(each.time);
    add(each, step, question.steps.last_within(step, question.lookback), 1, 0);
  }
  activities.for_each_id([&](std::span<const Activity> appearances) {
    std::int64_t counted = INT64_MIN;  // the last step in which the id counts already
    for (const Activity& each : appearances) {
      const std::int64_t step = question.steps.number(each.time);
      const std::int64_t last = question.steps.last_within(step, question.lookback);
      if (last <= counted) continue;
      add(each, std::max(step, counted == INT64_MIN ? step : counted + 1), last, 0, 1);
      counted = last;
    }
  });
  return running_totals(std::move(changes), execution);
}

}  // namespace

std::optional<Relation> bind_sliding_window_counts(Binder& binder, const parser::EvaluateOperator& op, Relation input,
                                                   const EnvironmentPtr& environment) {
  PluginArguments arguments(binder, op, input, environment,
                            {"IdColumn", "TimelineColumn", "Start", "End", "LookBackWindow", "Step"}, 6);
  const auto bound = bind_activities(arguments);
  if (!bound) return std::nullopt;
  const Timeline& timeline = bound->timeline;
  const auto start = timeline.moment(arguments, "Start"), end = timeline.moment(arguments, "End");
  const auto lookback = timeline.length(arguments, "LookBackWindow");
  const auto steps = timeline.periods(arguments, "Step", start.value_or(0));
  if (!start || !end || !lookback || !steps) return std::nullopt;
  const Question question{*steps, *lookback, steps->number(*start), steps->number(*end)};
  const auto calculate = [question, type = timeline.type()](const Activities& activities, Execution& execution) {
    const std::vector<PeriodChange> counts = count_windows(activities, question, execution);
    Batch rows = period_rows(activities, question.steps, type, counts);
    rows.columns.push_back(count_column(counts, &PeriodChange::first));
    rows.columns.push_back(count_column(counts, &PeriodChange::second));
    return rows;
  };
  const Moment from = *start - *lookback;
  return bound->relation(binder, input, &from, &*end,
                         std::make_shared<ActivityFunction>(op.call.function.text, calculate),
                         bound->columns(binder, {{"Count", Type::long_}, {"Dcount", Type::long_}}));
}

}  // namespace kelpie::executor
