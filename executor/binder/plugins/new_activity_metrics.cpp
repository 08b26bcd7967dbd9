#include <algorithm>
#include <tuple>

#include "executor/binder/plugins/plugin.hpp"
#include "executor/binder/plugins/timeline.hpp"
#include "executor/error.hpp"
#include "executor/operators/plugins/activities.hpp"

namespace kelpie::executor {

using tables::Type;

namespace {

constexpr std::int64_t most_windows = 100'000;

struct Question {
  Periods windows;
  std::int64_t last = 0;
  std::optional<std::int64_t> cohort;
};

/// How many ids that were first seen in one window are there in another.
struct Presence {
  std::uint32_t dimensions = 0;
  std::int64_t from = 0, to = 0, ids = 0;
};

struct Metrics {
  std::uint32_t dimensions = 0;
  std::int64_t from = 0, to = 0, appeared = 0, retained = 0, cohort = 0;
};

std::vector<Presence> presences(const Activities& activities, const Periods& windows) {
  std::vector<Presence> found;
  activities.for_each_id([&](std::span<const Activity> appearances) {
    const std::int64_t from = windows.number(appearances.front().time);
    std::optional<std::int64_t> counted;
    for (const Activity& each : appearances) {
      const std::int64_t to = windows.number(each.time);
      if (counted != to) found.push_back({each.dimensions, from, to, 1});
      counted = to;
    }
  });
  std::sort(found.begin(), found.end(), [](const Presence& left, const Presence& right) {
    return std::tie(left.dimensions, left.from, left.to) < std::tie(right.dimensions, right.from, right.to);
  });
  std::size_t kept = 0;
  for (const Presence& each : found) {
    Presence* last = kept == 0 ? nullptr : &found[kept - 1];
    if (last != nullptr && last->dimensions == each.dimensions && last->from == each.from && last->to == each.to)
      ++last->ids;
    else
      found[kept++] = each;
  }
  found.resize(kept);
  return found;
}

/// Every cohort of one combination of dimensions against its own window and all later ones.
void compare_cohorts(std::span<const Presence> of, const Question& question, std::vector<Metrics>& out,
                     Execution& execution) {
  const std::int64_t first = of.front().from;
  if (question.last - first >= most_windows) {
    throw QueryError("E_RUNAWAY_QUERY", "new_activity_metrics compares at most " + std::to_string(most_windows) +
                                            " windows; take a longer Window.");
  }
  const auto windows = static_cast<std::size_t>(question.last - first + 1);
  std::vector<std::int64_t> later(windows, 0);  // ids in a window that were first seen behind the cohort's
  for (const Presence& each : of) later[static_cast<std::size_t>(each.to - first)] += each.ids;
  for (std::size_t at = 0; at < of.size();) {
    execution.check();
    const std::int64_t from = of[at].from, cohort = of[at].ids;  // the own window comes first
    std::vector<std::int64_t> retained(windows, 0);
    for (; at < of.size() && of[at].from == from; ++at)
      retained[static_cast<std::size_t>(of[at].to - first)] = of[at].ids;
    for (std::size_t i = 0; i < windows; ++i) later[i] -= retained[i];
    if (question.cohort && *question.cohort != from) continue;
    execution.account(static_cast<std::int64_t>(windows * 2 * sizeof(Metrics)));
    for (std::int64_t to = from; to <= question.last; ++to) {
      const auto place = static_cast<std::size_t>(to - first);
      out.push_back({of.front().dimensions, from, to, to == from ? cohort : later[place], retained[place], cohort});
    }
  }
}

Batch metrics_of(const Activities& activities, const Question& question, Type type, Execution& execution) {
  const std::vector<Presence> all = presences(activities, question.windows);
  std::vector<Metrics> metrics;
  for (std::size_t first = 0, next = 0; first < all.size(); first = next) {
    while (next < all.size() && all[next].dimensions == all[first].dimensions) ++next;
    compare_cohorts(std::span(all).subspan(first, next - first), question, metrics, execution);
  }
  std::vector<Moment> from, to;
  std::vector<std::uint32_t> dimensions;
  std::vector<std::int64_t> appeared, retained, lost;
  std::vector<double> retention, churn;
  for (const Metrics& each : metrics) {
    from.push_back(question.windows.start(each.from));
    to.push_back(question.windows.start(each.to));
    dimensions.push_back(each.dimensions);
    appeared.push_back(each.appeared);
    retained.push_back(each.retained);
    lost.push_back(each.cohort - each.retained);
    retention.push_back(static_cast<double>(retained.back()) / static_cast<double>(each.cohort));
    churn.push_back(static_cast<double>(lost.back()) / static_cast<double>(each.cohort));
  }
  Batch batch{metrics.size(), {moment_column(type, from), moment_column(type, to)}, 0};
  for (tables::Vector& values : activities.dimensions(dimensions)) batch.columns.push_back(std::move(values));
  for (const auto* counts : {&appeared, &retained, &lost}) batch.columns.push_back(long_column(*counts));
  for (const auto* rates : {&retention, &churn}) batch.columns.push_back(real_column(*rates));
  return batch;
}

/// The rows whose ids are not in the table of ids that are known from before.
std::optional<Relation> without_known(PluginArguments& arguments, Relation input, const PlanColumn& id,
                                      const parser::Argument& table) {
  Binder& binder = arguments.binder();
  auto known = binder.bind_table(table.value, arguments.environment());
  if (!known) return std::nullopt;
  const PlanColumn* found = binder.find_column(*known, id.name);
  if (found == nullptr && known->columns().size() == 1) found = &known->columns().front();
  if (found == nullptr || found->type != id.type) {
    arguments.error("The lookback of " + arguments.plugin() + " needs a column '" + id.name + "' of type " +
                        std::string(tables::name_of(id.type)) + ".",
                    table.span);
    return std::nullopt;
  }
  Join join{JoinKind::leftanti, {Binder::reference(id)}, {Binder::reference(*found)}};
  input.plan = make_plan(std::move(join), {input.plan, known->plan}, input.columns(), table.span);
  return input;
}

}  // namespace

std::optional<Relation> bind_new_activity_metrics(Binder& binder, const parser::EvaluateOperator& op, Relation input,
                                                  const EnvironmentPtr& environment) {
  // The optional ones are told apart by what they are: a constant, columns, a table.
  parser::EvaluateOperator fixed = op;
  auto& written = fixed.call.arguments;
  std::optional<parser::Argument> lookback;
  if (written.size() > 5 && (written.back().name ? written.back().name->text == "lookback"
                                                 : binder.is_tabular(written.back().value, environment))) {
    lookback = written.back();
    written.pop_back();
  }
  std::vector<std::string_view> parameters{"IdColumn", "TimelineColumn", "Start", "End", "Window"};
  if (written.size() > 5 && !PluginArguments::is_column(binder, written[5], input, environment)) {
    parameters.emplace_back("Cohort");
  }
  PluginArguments arguments(binder, fixed, input, environment, parameters, 5);
  const auto bound = bind_activities(arguments);
  if (!bound) return std::nullopt;
  const Timeline& timeline = bound->timeline;
  const auto start = timeline.moment(arguments, "Start"), end = timeline.moment(arguments, "End");
  const auto windows = timeline.periods(arguments, "Window", start.value_or(0));
  if (!start || !end || !windows) return std::nullopt;
  Question question{*windows, windows->number(*end), {}};
  if (arguments.find("Cohort") != nullptr) {
    const auto cohort = timeline.moment(arguments, "Cohort");
    if (!cohort) return std::nullopt;
    question.cohort = windows->number(*cohort);
  }
  if (lookback) {
    auto unknown = without_known(arguments, std::move(input), bound->id, *lookback);
    if (!unknown) return std::nullopt;
    input = std::move(*unknown);
  }
  const auto calculate = [question, type = timeline.type()](const Activities& activities, Execution& execution) {
    return metrics_of(activities, question, type, execution);
  };
  std::vector<PlanColumn> columns = bound->columns(binder, {{"dcount_new_values", Type::long_},
                                                            {"dcount_retained_values", Type::long_},
                                                            {"dcount_churn_values", Type::long_},
                                                            {"retention_rate", Type::real},
                                                            {"churn_rate", Type::real}});
  const std::string name = columns.front().name;
  columns.front().name = "from_" + name;
  columns.insert(columns.begin() + 1, binder.new_column("to_" + name, timeline.type()));
  return bound->relation(binder, input, &*start, &*end,
                         std::make_shared<ActivityFunction>(op.call.function.text, calculate), std::move(columns));
}

}  // namespace kelpie::executor
