#include "executor/binder/plugins/plugin.hpp"
#include "executor/binder/plugins/timeline.hpp"
#include "executor/operators/plugins/activities.hpp"

namespace kelpie::executor {

using tables::Type;

namespace {

struct Question {
  Moment start = 0, lookback = 0;
  Periods counted, steps;
  std::size_t least = 1;
};

/// Once for every id and step in which it was active: at an appearance whose lookback, from behind its begin to the
/// appearance itself, has enough different periods with appearances.
std::vector<PeriodChange> active_ids(const Activities& activities, const Question& question) {
  std::vector<PeriodChange> found;
  std::vector<std::size_t> places;  // of an appearance's period among those of the id
  activities.for_each_id([&](std::span<const Activity> appearances) {
    places.assign(1, 0);
    for (std::size_t i = 1; i < appearances.size(); ++i) {
      const bool same =
          question.counted.number(appearances[i].time) == question.counted.number(appearances[i - 1].time);
      places.push_back(places.back() + (same ? 0 : 1));
    }
    std::size_t first = 0;
    const std::size_t before = found.size();
    for (std::size_t i = 0; i < appearances.size(); ++i) {
      while (appearances[first].time <= appearances[i].time - question.lookback) ++first;
      if (appearances[i].time < question.start || places[i] - places[first] + 1 < question.least) continue;
      const std::int64_t step = question.steps.number(appearances[i].time);
      if (found.size() == before || found.back().period != step) {
        found.push_back({appearances[i].dimensions, step, 1, 0, 0});
      }
    }
  });
  add_up(found);
  return found;
}

}  // namespace

std::optional<Relation> bind_active_users_count(Binder& binder, const parser::EvaluateOperator& op, Relation input,
                                                const EnvironmentPtr& environment) {
  PluginArguments arguments(
      binder, op, input, environment,
      {"IdColumn", "TimelineColumn", "Start", "End", "LookbackWindow", "Period", "ActivePeriods", "Step"}, 8);
  const auto bound = bind_activities(arguments);
  if (!bound) return std::nullopt;
  const Timeline& timeline = bound->timeline;
  const auto start = timeline.moment(arguments, "Start"), end = timeline.moment(arguments, "End");
  const auto lookback = timeline.length(arguments, "LookbackWindow");
  const auto period = timeline.length(arguments, "Period");
  const auto least = arguments.whole("ActivePeriods", 1, INT32_MAX);
  if (!start || !end || !lookback || !period || !least) return std::nullopt;
  const auto steps = timeline.periods(arguments, "Step", *start);
  if (!steps) return std::nullopt;
  const Question question{*start, *lookback, Periods(*period, *start), *steps, static_cast<std::size_t>(*least)};
  const auto calculate = [question, type = timeline.type()](const Activities& activities, Execution&) {
    const std::vector<PeriodChange> active = active_ids(activities, question);
    Batch rows = period_rows(activities, question.steps, type, active);
    rows.columns.push_back(count_column(active, &PeriodChange::first));
    return rows;
  };
  const Moment from = *start - *lookback;
  return bound->relation(binder, input, &from, &*end,
                         std::make_shared<ActivityFunction>(op.call.function.text, calculate),
                         bound->columns(binder, {{"dcount", Type::long_}}));
}

}  // namespace kelpie::executor
