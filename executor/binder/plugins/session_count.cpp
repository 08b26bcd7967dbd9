#include "executor/binder/plugins/plugin.hpp"
#include "executor/binder/plugins/timeline.hpp"
#include "executor/operators/plugins/activities.hpp"

namespace kelpie::executor {

using tables::Type;

namespace {

struct Question {
  Moment start = 0, lookback = 0;
  Periods bins;
};

/// Sessions that begin in each bin: at an appearance of an id that was not seen for as long as the lookback window is.
std::vector<PeriodChange> count_sessions(const Activities& activities, const Question& question) {
  std::vector<PeriodChange> counts;
  activities.for_each_id([&](std::span<const Activity> appearances) {
    for (std::size_t i = 0; i < appearances.size(); ++i) {
      if (appearances[i].time < question.start) continue;
      const bool begins = i == 0 || appearances[i].time - appearances[i - 1].time >= question.lookback;
      counts.push_back({appearances[i].dimensions, question.bins.number(appearances[i].time), begins ? 1 : 0, 0, 0});
    }
  });
  add_up(counts);
  return counts;
}

}  // namespace

std::optional<Relation> bind_session_count(Binder& binder, const parser::EvaluateOperator& op, Relation input,
                                           const EnvironmentPtr& environment) {
  PluginArguments arguments(binder, op, input, environment,
                            {"IdColumn", "TimelineColumn", "Start", "End", "Bin", "LookBackWindow"}, 6);
  const auto bound = bind_activities(arguments);
  if (!bound) return std::nullopt;
  const Timeline& timeline = bound->timeline;
  const auto start = timeline.moment(arguments, "Start"), end = timeline.moment(arguments, "End");
  const auto bins = timeline.periods(arguments, "Bin", 0);  // as bin() cuts, wherever the analysis begins
  const auto lookback = timeline.length(arguments, "LookBackWindow");
  if (!start || !end || !bins || !lookback) return std::nullopt;
  const Question question{*start, *lookback, *bins};
  const auto calculate = [question, type = timeline.type()](const Activities& activities, Execution&) {
    const std::vector<PeriodChange> counts = count_sessions(activities, question);
    Batch rows = period_rows(activities, question.bins, type, counts);
    rows.columns.push_back(count_column(counts, &PeriodChange::first));
    return rows;
  };
  const Moment from = *start - *lookback;
  return bound->relation(binder, input, &from, &*end,
                         std::make_shared<ActivityFunction>(op.call.function.text, calculate),
                         bound->columns(binder, {{"count_sessions", Type::long_}}));
}

}  // namespace kelpie::executor
