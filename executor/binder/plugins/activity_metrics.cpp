#include "executor/binder/plugins/plugin.hpp"
#include "executor/binder/plugins/timeline.hpp"
#include "executor/operators/plugins/activities.hpp"

namespace kelpie::executor {

using tables::Type;

namespace {

/// Different ids of a window, those of them that the window before had not, and all ids of the window before.
std::vector<PeriodChange> compare_windows(const Activities& activities, const Periods& windows,
                                          const std::optional<Moment>& end, Execution& execution) {
  std::int64_t last = INT64_MIN;
  for (const Activity& each : activities.all()) last = std::max(last, windows.number(each.time));
  if (end) last = windows.number(*end);
  std::vector<PeriodChange> changes;
  activities.for_each_id([&](std::span<const Activity> appearances) {
    std::optional<std::int64_t> before;
    for (const Activity& each : appearances) {
      const std::int64_t window = windows.number(each.time);
      if (before == window) continue;
      const std::int64_t is_new = before && *before + 1 == window ? 0 : 1;
      changes.push_back({each.dimensions, window, 1, is_new, 0});
      changes.push_back({each.dimensions, window + 1, -1, -is_new, 0});
      if (window < last) {
        changes.push_back({each.dimensions, window + 1, 0, 0, 1});
        changes.push_back({each.dimensions, window + 2, 0, 0, -1});
      }
      before = window;
    }
  });
  return running_totals(std::move(changes), execution);
}

}  // namespace

std::optional<Relation> bind_activity_metrics(Binder& binder, const parser::EvaluateOperator& op, Relation input,
                                              const EnvironmentPtr& environment) {
  const bool bounded = constants_behind_columns(binder, op, input, environment) > 1;
  std::vector<std::string_view> parameters{"IdColumn", "TimelineColumn"};
  if (bounded) parameters.insert(parameters.end(), {"Start", "End"});
  parameters.emplace_back("Step");
  PluginArguments arguments(binder, op, input, environment, parameters, parameters.size());
  const auto bound = bind_activities(arguments);
  if (!bound) return std::nullopt;
  const Timeline& timeline = bound->timeline;
  std::optional<Moment> start, end;
  if (bounded) {
    start = timeline.moment(arguments, "Start");
    end = timeline.moment(arguments, "End");
    if (!start || !end) return std::nullopt;
  }
  const auto windows = timeline.periods(arguments, "Step", start.value_or(0));
  if (!windows) return std::nullopt;
  const auto calculate = [windows = *windows, end, type = timeline.type()](const Activities& activities,
                                                                           Execution& execution) {
    const std::vector<PeriodChange> counts = compare_windows(activities, windows, end, execution);
    Batch rows = period_rows(activities, windows, type, counts);
    std::vector<double> retention, churn;
    for (const PeriodChange& each : counts) {
      const auto before = static_cast<double>(each.third), returned = static_cast<double>(each.first - each.second);
      retention.push_back(returned / before);  // NaN where there was nobody
      churn.push_back((before - returned) / before);
    }
    rows.columns.push_back(count_column(counts, &PeriodChange::first));
    rows.columns.push_back(count_column(counts, &PeriodChange::second));
    rows.columns.push_back(real_column(retention));
    rows.columns.push_back(real_column(churn));
    return rows;
  };
  return bound->relation(binder, input, start ? &*start : nullptr, end ? &*end : nullptr,
                         std::make_shared<ActivityFunction>(op.call.function.text, calculate),
                         bound->columns(binder, {{"dcount_values", Type::long_},
                                                 {"dcount_newvalues", Type::long_},
                                                 {"retention_rate", Type::real},
                                                 {"churn_rate", Type::real}}));
}

}  // namespace kelpie::executor
