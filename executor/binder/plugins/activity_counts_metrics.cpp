#include "executor/binder/plugins/plugin.hpp"
#include "executor/binder/plugins/timeline.hpp"
#include "executor/operators/plugins/activities.hpp"

namespace kelpie::executor {

using tables::Type;

namespace {

/// Rows, different ids and ids that were never there before, of every step that has rows.
std::vector<PeriodChange> count_steps(const Activities& activities, const Periods& steps) {
  std::vector<PeriodChange> counts;
  for (const Activity& each : activities.all()) counts.push_back({each.dimensions, steps.number(each.time), 1, 0, 0});
  activities.for_each_id([&](std::span<const Activity> appearances) {
    for (std::size_t i = 0; i < appearances.size(); ++i) {
      const std::int64_t step = steps.number(appearances[i].time);
      if (i > 0 && step == steps.number(appearances[i - 1].time)) continue;
      counts.push_back({appearances[i].dimensions, step, 0, 1, i == 0 ? 1 : 0});
    }
  });
  add_up(counts);
  return counts;
}

}  // namespace

std::optional<Relation> bind_activity_counts_metrics(Binder& binder, const parser::EvaluateOperator& op, Relation input,
                                                     const EnvironmentPtr& environment) {
  PluginArguments arguments(binder, op, input, environment, {"IdColumn", "TimelineColumn", "Start", "End", "Step"}, 5);
  const auto bound = bind_activities(arguments);
  if (!bound) return std::nullopt;
  const Timeline& timeline = bound->timeline;
  const auto start = timeline.moment(arguments, "Start"), end = timeline.moment(arguments, "End");
  const auto steps = timeline.periods(arguments, "Step", start.value_or(0));
  if (!start || !end || !steps) return std::nullopt;
  const auto calculate = [steps = *steps, type = timeline.type()](const Activities& activities, Execution&) {
    const std::vector<PeriodChange> counts = count_steps(activities, steps);
    Batch rows = period_rows(activities, steps, type, counts);
    std::vector<std::int64_t> so_far;
    for (std::size_t i = 0; i < counts.size(); ++i) {
      const bool goes_on = i > 0 && counts[i].dimensions == counts[i - 1].dimensions;
      so_far.push_back(counts[i].third + (goes_on ? so_far.back() : 0));
    }
    rows.columns.push_back(count_column(counts, &PeriodChange::first));
    rows.columns.push_back(count_column(counts, &PeriodChange::second));
    rows.columns.push_back(count_column(counts, &PeriodChange::third));
    rows.columns.push_back(long_column(so_far));
    return rows;
  };
  return bound->relation(binder, input, &*start, &*end,
                         std::make_shared<ActivityFunction>(op.call.function.text, calculate),
                         bound->columns(binder, {{"count", Type::long_},
                                                 {"dcount", Type::long_},
                                                 {"new_dcount", Type::long_},
                                                 {"aggregated_dcount", Type::long_}}));
}

}  // namespace kelpie::executor
