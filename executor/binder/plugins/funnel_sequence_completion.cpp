#include <algorithm>
#include <limits>

#include "executor/binder/plugins/plugin.hpp"
#include "executor/binder/plugins/sequence.hpp"
#include "tables/builder.hpp"
#include "tables/dynamic.hpp"
#include "tables/text.hpp"

namespace kelpie::executor {

using tables::DynamicKind;
using tables::DynamicView;
using tables::Type;
using tables::Value;
using tables::Vector;

namespace {

constexpr Moment never = std::numeric_limits<Moment>::infinity();

struct Question {
  StateSequence sequence;
  Periods bins;
  std::vector<Moment> longest;  // what a sequence may last from its first step on
  Type time_type, period_type;
};

/// The shortest time in which each step was reached from a first one, within one bin of one id.
class Steps {
 public:
  explicit Steps(const std::vector<std::uint32_t>& sequence)
      : sequence_(sequence), begun_(sequence.size()), shortest_(sequence.size()) {
    clear();
  }
  void clear() {
    std::fill(begun_.begin(), begun_.end(), -never);
    std::fill(shortest_.begin(), shortest_.end(), never);
  }
  void meet(std::uint32_t state, Moment time) {
    // From the end on, so that one appearance takes one step.
    for (std::size_t step = sequence_.size(); step-- > 0;) {
      if (sequence_[step] != state) continue;
      begun_[step] = step == 0 ? time : std::max(begun_[step], begun_[step - 1]);
      shortest_[step] = std::min(shortest_[step], time - begun_[step]);
    }
  }
  [[nodiscard]] const std::vector<Moment>& shortest() const { return shortest_; }

 private:
  const std::vector<std::uint32_t>& sequence_;
  std::vector<Moment> begun_;  // when the latest chain up to this step began
  std::vector<Moment> shortest_;
};

class FunnelCompletion final : public RowsFunction {
 public:
  explicit FunnelCompletion(Question question) : question_(std::move(question)) {}

  [[nodiscard]] std::string describe() const override { return "funnel_sequence_completion"; }

  [[nodiscard]] Batch run(std::span<const Batch> inputs, const PlanNode&, Execution& execution) const override {
    Batch rows = inputs.front();
    const Vector states = rows.columns.back();
    rows.columns.pop_back();
    const Activities activities(rows, execution);
    const StateSequence::Numbers numbers = question_.sequence.numbers(states);
    std::map<std::int64_t, std::vector<std::int64_t>> funnels;  // of a bin: ids, by the longest time and then by step
    Steps steps(numbers.of_sequence);
    activities.for_each_id([&](std::span<const Activity> appearances) {
      for (std::size_t first = 0, next = 0; first < appearances.size(); first = next) {
        const std::int64_t bin = question_.bins.number(appearances[first].time);
        steps.clear();
        for (; next < appearances.size() && question_.bins.number(appearances[next].time) == bin; ++next) {
          steps.meet(numbers.of_rows[appearances[next].row], appearances[next].time);
        }
        if (steps.shortest().front() != never) count(steps, funnels[bin]);
      }
    });
    execution.check();
    return funnel_rows(funnels);
  }

 private:
  void count(const Steps& steps, std::vector<std::int64_t>& ids) const {
    const std::size_t size = question_.sequence.size();
    ids.resize(size * question_.longest.size(), 0);
    for (std::size_t period = 0; period < question_.longest.size(); ++period) {
      for (std::size_t step = 0; step < size; ++step) {
        if (steps.shortest()[step] <= question_.longest[period]) ++ids[period * size + step];
      }
    }
  }

  [[nodiscard]] Batch funnel_rows(const std::map<std::int64_t, std::vector<std::int64_t>>& funnels) const {
    std::vector<Moment> times, periods;
    std::vector<std::int64_t> counts;
    tables::ColumnBuilder states(Type::string);
    for (const auto& [bin, ids] : funnels) {
      for (std::size_t i = 0; i < ids.size(); ++i) {
        const Value& state = question_.sequence.values()[i % question_.sequence.size()];
        times.push_back(question_.bins.start(bin));
        periods.push_back(question_.longest[i / question_.sequence.size()]);
        states.append(
            Value::string(state.type() == Type::string ? std::string(state.as_text()) : tables::to_text(state)));
        counts.push_back(ids[i]);
      }
    }
    return {counts.size(),
            {moment_column(question_.time_type, times), states.finish(), moment_column(question_.period_type, periods),
             long_column(counts)},
            0};
  }

  Question question_;
};

/// The lengths of MaxSequencePeriods.
std::optional<std::vector<Moment>> read_periods(PluginArguments& arguments, Type type) {
  const auto value = arguments.constant("MaxSequencePeriods");
  if (!value) return std::nullopt;
  const bool dynamic = value->type() == Type::dynamic && !value->is_null();
  const DynamicView list(dynamic ? value->as_text() : std::string_view());
  std::vector<Moment> periods;
  for (std::size_t i = 0; list.kind() == DynamicKind::array && i < list.size(); ++i) {
    Value period = tables::scalar_of(list.element(i));
    if (type == Type::timespan && period.type() == Type::string)
      period = tables::value_from_text(type, period.as_text());
    const bool fits = tables::is_numeric(type) ? tables::is_numeric(period.type()) : period.type() == type;
    if (!fits || period.is_null()) break;
    periods.push_back(moment_of(period));
  }
  if (!periods.empty() && periods.size() == list.size()) return periods;
  arguments.error("MaxSequencePeriods of funnel_sequence_completion must be an array of type " +
                      std::string(tables::name_of(type)) + ": dynamic([1h, 1d]).",
                  arguments.find("MaxSequencePeriods")->span);
  return std::nullopt;
}

}  // namespace

std::optional<Relation> bind_funnel_sequence_completion(Binder& binder, const parser::EvaluateOperator& op,
                                                        Relation input, const EnvironmentPtr& environment) {
  PluginArguments arguments(
      binder, op, input, environment,
      {"IdColumn", "TimelineColumn", "Start", "End", "BinSize", "StateColumn", "Sequence", "MaxSequencePeriods"}, 8);
  if (arguments.refuse_list()) return std::nullopt;
  const auto bound = bind_activities(arguments);
  if (!bound) return std::nullopt;
  const Timeline& timeline = bound->timeline;
  const auto start = timeline.moment(arguments, "Start"), end = timeline.moment(arguments, "End");
  const auto bins = timeline.periods(arguments, "BinSize", start.value_or(0));
  auto sequence = StateSequence::bind(arguments);
  auto longest = read_periods(arguments, timeline.distance_type());
  if (!start || !end || !bins || !sequence || !longest) return std::nullopt;
  const PlanColumn state = sequence->column();
  const Relation rows = timeline.activities(binder, input, bound->id, {state}, &*start, &*end);
  return computed_by(
      std::make_shared<FunnelCompletion>(
          Question{std::move(*sequence), *bins, std::move(*longest), timeline.type(), timeline.distance_type()}),
      {rows.plan},
      {binder.new_column(timeline.column().name, timeline.type()), binder.new_column(state.name, Type::string),
       binder.new_column("Period", timeline.distance_type()), binder.new_column("dcount", Type::long_)},
      op.span);
}

}  // namespace kelpie::executor
