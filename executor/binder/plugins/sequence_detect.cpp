#include <algorithm>
#include <tuple>

#include "executor/binder/plugins/plugin.hpp"
#include "executor/binder/plugins/timeline.hpp"
#include "executor/operators/plugins/activities.hpp"
#include "tables/builder.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Vector;

namespace {

constexpr std::size_t most_steps = 64;

struct Question {
  Moment longest_step = 0, longest = 0;
  std::size_t steps = 0;
  Type time_type, duration_type;
};

/// When a step's predicate held, within one combination of dimensions: each moment once.
struct Occurrence {
  Moment time = 0;
  std::uint32_t row = 0;  // the only one, or
  bool several = false;   // one of several
};

/// All ways to go through the steps, each no earlier than the one before and no later than allowed.
class SequenceWalk {
 public:
  SequenceWalk(const Question& question, Execution& execution)
      : question_(question), execution_(execution), chosen_(question.steps) {}

  /// f(chosen) for each way, in order of the times. `steps` holds the occurrences of each step in order of time.
  template <typename F>
  void walk(const std::vector<std::vector<Occurrence>>& steps, F f) {
    descend(steps, 0, f);
  }

 private:
  // As deep as there are steps: at most most_steps.
  template <typename F>
  void descend(const std::vector<std::vector<Occurrence>>& steps, std::size_t step, F& f) {
    if (step == steps.size()) {
      execution_.count_intermediate(1);
      f(chosen_);
      return;
    }
    const std::vector<Occurrence>& all = steps[step];
    auto next = all.begin();
    if (step > 0) {
      next = std::lower_bound(all.begin(), all.end(), chosen_[step - 1].time,
                              [](const Occurrence& each, Moment time) { return each.time < time; });
    }
    for (; next != all.end(); ++next) {
      if (++tried_ % 4096 == 0) execution_.check();
      if (step > 0) {
        const Occurrence& before = chosen_[step - 1];
        if (next->time - before.time > question_.longest_step || next->time - chosen_[0].time > question_.longest)
          break;
        // A row takes one step.
        if (next->time == before.time && next->row == before.row && !next->several && !before.several) continue;
      }
      chosen_[step] = *next;
      descend(steps, step + 1, f);
    }
  }

  const Question& question_;
  Execution& execution_;
  std::vector<Occurrence> chosen_;
  std::size_t tried_ = 0;
};

struct Found {
  std::uint32_t dimensions = 0;
  std::vector<Moment> times;
};

/// Input: as Activities take it, whose id is any column, and behind the dimensions a boolean a step.
class SequenceDetect final : public RowsFunction {
 public:
  explicit SequenceDetect(const Question& question) : question_(question) {}

  [[nodiscard]] std::string describe() const override { return "sequence_detect"; }

  [[nodiscard]] Batch run(std::span<const Batch> inputs, const PlanNode&, Execution& execution) const override {
    Batch rows = inputs.front();
    std::vector<Vector> predicates;
    for (std::size_t i = rows.columns.size() - question_.steps; i < rows.columns.size(); ++i) {
      predicates.push_back(rows.columns[i].flattened());
    }
    rows.columns.resize(rows.columns.size() - question_.steps);
    const Activities activities(rows, execution);
    std::vector<Found> found;
    SequenceWalk walk(question_, execution);
    const auto& all = activities.all();
    for (std::size_t first = 0, next = 0; first < all.size(); first = next) {
      while (next < all.size() && all[next].dimensions == all[first].dimensions) ++next;
      const auto steps = occurrences(std::span(all).subspan(first, next - first), predicates);
      walk.walk(steps, [&](const std::vector<Occurrence>& chosen) {
        Found& one = found.emplace_back(Found{all[first].dimensions, {}});
        for (const Occurrence& each : chosen) one.times.push_back(each.time);
        if (found.size() % 4096 == 0) {
          execution.check();
          execution.account(static_cast<std::int64_t>(4096 * (sizeof(Found) + (question_.steps + 1) * sizeof(Moment))));
        }
      });
    }
    std::sort(found.begin(), found.end(), [](const Found& left, const Found& right) {
      return std::tie(left.times, left.dimensions) < std::tie(right.times, right.dimensions);
    });
    return sequence_rows(activities, found);
  }

 private:
  /// Of one combination of dimensions: when each step's predicate held.
  [[nodiscard]] std::vector<std::vector<Occurrence>> occurrences(std::span<const Activity> of,
                                                                 const std::vector<Vector>& predicates) const {
    std::vector<std::vector<Occurrence>> steps(question_.steps);
    for (std::size_t step = 0; step < question_.steps; ++step) {
      const Vector& holds = predicates[step];
      for (const Activity& each : of) {
        const bool valid = holds.validity() == nullptr || holds.validity()[each.row] != 0;
        if (!valid || holds.values<std::uint8_t>()[each.row] == 0) continue;
        if (!steps[step].empty() && steps[step].back().time == each.time)
          steps[step].back().several = true;
        else
          steps[step].push_back({each.time, each.row, false});
      }
    }
    return steps;
  }

  [[nodiscard]] Batch sequence_rows(const Activities& activities, const std::vector<Found>& found) const {
    std::vector<std::uint32_t> dimensions;
    std::vector<Moment> durations;
    for (const Found& each : found) {
      dimensions.push_back(each.dimensions);
      durations.push_back(each.times.back() - each.times.front());
    }
    Batch batch{found.size(), activities.dimensions(dimensions), 0};
    for (std::size_t step = 0; step < question_.steps; ++step) {
      std::vector<Moment> times;
      for (const Found& each : found) times.push_back(each.times[step]);
      batch.columns.push_back(moment_column(question_.time_type, times));
    }
    batch.columns.push_back(moment_column(question_.duration_type, durations));
    return batch;
  }

  Question question_;
};

}  // namespace

std::optional<Relation> bind_sequence_detect(Binder& binder, const parser::EvaluateOperator& op, Relation input,
                                             const EnvironmentPtr& environment) {
  PluginArguments arguments(binder, op, input, environment,
                            {"TimelineColumn", "MaxSequenceStepWindow", "MaxSequenceSpan"}, 3,
                            PluginArguments::Names::free);
  if (!arguments.sound()) return std::nullopt;
  const auto timeline = Timeline::bind(arguments, "TimelineColumn");
  const auto longest_step = timeline ? timeline->length(arguments, "MaxSequenceStepWindow") : std::nullopt;
  const auto longest = timeline ? timeline->length(arguments, "MaxSequenceSpan") : std::nullopt;
  // Predicates are steps; what is no boolean is a dimension.
  std::vector<NamedValue> steps, dimensions;
  bool sound = longest_step && longest;
  for (const parser::Argument* argument : arguments.list()) {
    ExpressionPtr value = binder.bind_expression(argument->value, {environment, &input});
    sound &= value != nullptr;
    if (!value) continue;
    const std::string name = argument->name ? argument->name->text : binder.natural_name(argument->value);
    const bool dimension = value->type != Type::boolean;
    if (dimension && value->type == Type::dynamic && binder.options_.run) {
      arguments.error("A dimension of sequence_detect must not be dynamic.", argument->span,
                      "convert it: tostring(), tolong() ...");
      sound = false;
    }
    (dimension ? dimensions : steps).push_back({name, true, std::move(value), argument->span});
  }
  if (sound && steps.empty()) {
    binder.error("KS119", "sequence_detect needs the steps of a sequence: predicates, each best with a name.",
                 op.call.span, "sequence_detect(Time, 1h, 1d, first = (A == 'x'), second = (A == 'y'), User)");
    return std::nullopt;
  }
  if (sound && steps.size() > most_steps) {
    arguments.error("sequence_detect takes at most " + std::to_string(most_steps) + " steps.", steps[most_steps].span);
    sound = false;
  }
  if (!sound) return std::nullopt;

  Project project;
  std::vector<PlanColumn> columns, made;
  UniqueNames names;
  const auto add = [&](ExpressionPtr value, const std::string& name) {
    columns.push_back(binder.new_column(name, value->type));
    project.expressions.push_back(std::move(value));
  };
  const Type type = timeline->type();
  add(binder.cast(Binder::reference(timeline->column()), type == Type::decimal ? Type::real : type), "time");
  add(make_constant(tables::Value::long_(0)), "id");
  for (const NamedValue& dimension : dimensions) {
    add(dimension.value, dimension.name);
    made.push_back(binder.new_column(names.add(dimension.name), dimension.value->type));
  }
  for (std::size_t i = 0; i < steps.size(); ++i) {
    add(steps[i].value, steps[i].name);
    const std::string step = steps[i].name.empty() ? "Expr" + std::to_string(i + 1) : steps[i].name;
    made.push_back(binder.new_column(names.add(step + "_" + timeline->column().name), type));
  }
  made.push_back(binder.new_column(names.add("Duration"), timeline->distance_type()));
  const Question question{*longest_step, *longest, steps.size(), type, timeline->distance_type()};
  return computed_by(std::make_shared<SequenceDetect>(question),
                     {make_plan(std::move(project), {input.plan}, std::move(columns), op.span)}, std::move(made),
                     op.span);
}

}  // namespace kelpie::executor
