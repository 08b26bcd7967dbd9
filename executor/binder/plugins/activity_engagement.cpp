#include <algorithm>

#include "executor/binder/plugins/plugin.hpp"
#include "executor/binder/plugins/timeline.hpp"
#include "executor/operators/plugins/activities.hpp"

namespace kelpie::executor {

using tables::Type;

namespace {

struct Question {
  Periods inner;
  Moment outer = 0;
  std::optional<Moment> start, end;
};

/// Different ids in the outer window that ends with an inner one, and in the inner one.
std::vector<PeriodChange> count_ids(const Activities& activities, const Question& question, Execution& execution) {
  std::int64_t first = INT64_MIN, last = INT64_MIN;
  for (const Activity& each : activities.all()) last = std::max(last, question.inner.number(each.time));
  if (question.start) first = question.inner.number(*question.start);
  if (question.end) last = question.inner.number(*question.end);
  std::vector<PeriodChange> changes;
  const auto add = [&](const Activity& of, std::int64_t from, std::int64_t to, std::int64_t outer, std::int64_t inner) {
    from = std::max(from, first);
    to = std::min(to, last);
    if (from > to) return;
    changes.push_back({of.dimensions, from, outer, inner, 0});
    changes.push_back({of.dimensions, to + 1, -outer, -inner, 0});
  };
  activities.for_each_id([&](std::span<const Activity> appearances) {
    std::optional<std::int64_t> counted,
        seen;  // the last inner windows in which the id counts already, outer and inner
    for (const Activity& each : appearances) {
      const std::int64_t window = question.inner.number(each.time);
      if (seen == window) continue;
      seen = window;
      add(each, window, window, 0, 1);
      const std::int64_t to = question.inner.last_within(window, question.outer);
      if (counted && to <= *counted) continue;
      add(each, counted ? std::max(window, *counted + 1) : window, to, 1, 0);
      counted = to;
    }
  });
  return running_totals(std::move(changes), execution);
}

}  // namespace

std::optional<Relation> bind_activity_engagement(Binder& binder, const parser::EvaluateOperator& op, Relation input,
                                                 const EnvironmentPtr& environment) {
  const bool bounded = constants_behind_columns(binder, op, input, environment) > 2;
  std::vector<std::string_view> parameters{"IdColumn", "TimelineColumn"};
  if (bounded) parameters.insert(parameters.end(), {"Start", "End"});
  parameters.insert(parameters.end(), {"InnerActivityWindow", "OuterActivityWindow"});
  PluginArguments arguments(binder, op, input, environment, parameters, parameters.size());
  const auto bound = bind_activities(arguments);
  if (!bound) return std::nullopt;
  const Timeline& timeline = bound->timeline;
  Question question{Periods(1, 0), 0, {}, {}};
  if (bounded) {
    question.start = timeline.moment(arguments, "Start");
    question.end = timeline.moment(arguments, "End");
    if (!question.start || !question.end) return std::nullopt;
  }
  const auto outer = timeline.length(arguments, "OuterActivityWindow");
  const auto inner = timeline.periods(arguments, "InnerActivityWindow", question.start.value_or(0));
  if (!outer || !inner) return std::nullopt;
  question.inner = *inner;
  question.outer = *outer;
  const auto calculate = [question, type = timeline.type()](const Activities& activities, Execution& execution) {
    const std::vector<PeriodChange> counts = count_ids(activities, question, execution);
    Batch rows = period_rows(activities, question.inner, type, counts);
    std::vector<double> ratios;
    for (const PeriodChange& each : counts)
      ratios.push_back(static_cast<double>(each.second) / static_cast<double>(each.first));
    rows.columns.push_back(count_column(counts, &PeriodChange::second));
    rows.columns.push_back(count_column(counts, &PeriodChange::first));
    rows.columns.push_back(real_column(ratios));
    return rows;
  };
  const Moment from = question.start ? *question.start - *outer : 0;
  return bound->relation(binder, input, question.start ? &from : nullptr, question.end ? &*question.end : nullptr,
                         std::make_shared<ActivityFunction>(op.call.function.text, calculate),
                         bound->columns(binder, {{"dcount_activities_inner", Type::long_},
                                                 {"dcount_activities_outer", Type::long_},
                                                 {"activity_ratio", Type::real}}));
}

}  // namespace kelpie::executor
