#include "executor/binder/plugins/plugin.hpp"
#include "executor/binder/plugins/sequence.hpp"
#include "tables/builder.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Value;
using tables::Vector;

namespace {

struct Question {
  StateSequence sequence;
  Moment longest_step = 0;
  Periods bins;
  Type time_type;
};

/// Finds the sequence in the appearances of one id, in order: each step no later behind the one before than allowed,
/// whatever else lies between. At every last step there is one, from the latest first step that leads to it.
class SequenceFinder {
 public:
  struct Match {
    std::size_t first = 0, last = 0;
  };
  SequenceFinder(const std::vector<std::uint32_t>& sequence, Moment longest_step)
      : sequence_(sequence), longest_step_(longest_step) {}

  /// f(match) for each; `state_of` gives the state of an appearance.
  template <typename StateOf, typename F>
  void find(std::span<const Activity> appearances, StateOf state_of, F f) {
    reached_.assign(sequence_.size(), {});
    for (std::size_t i = 0; i < appearances.size(); ++i) {
      const std::uint32_t state = state_of(appearances[i]);
      for (std::size_t step = sequence_.size(); step-- > 0;) {
        if (sequence_[step] != state) continue;
        if (step == 0) {
          reached_[0] = Reached{i, i};
        } else {
          const auto& before = reached_[step - 1];
          if (!before || appearances[i].time - appearances[before->last].time > longest_step_) continue;
          reached_[step] = Reached{before->first, i};
        }
        if (step + 1 == sequence_.size()) f(*reached_[step]);
      }
    }
  }

 private:
  using Reached = Match;
  const std::vector<std::uint32_t>& sequence_;
  Moment longest_step_;
  std::vector<std::optional<Reached>> reached_;
};

/// One row for each sequence of an id: the period of its first step, the id, the state before and the one behind.
/// Repetitions of the first and of the last state are passed over there.
class SequenceNeighbours final : public RowsFunction {
 public:
  explicit SequenceNeighbours(Question question) : question_(std::move(question)) {}

  [[nodiscard]] std::string describe() const override { return "funnel_sequence"; }

  [[nodiscard]] Batch run(std::span<const Batch> inputs, const PlanNode&, Execution& execution) const override {
    Batch rows = inputs.front();
    const Vector states = rows.columns.back();
    rows.columns.pop_back();
    const Activities activities(rows, execution);
    const StateSequence::Numbers numbers = question_.sequence.numbers(states);
    std::vector<Moment> times;
    std::vector<std::uint32_t> ids, before, behind;
    SequenceFinder finder(numbers.of_sequence, question_.longest_step);
    std::vector<std::uint32_t> previous, next;
    const auto state_of = [&](const Activity& each) { return numbers.of_rows[each.row]; };
    activities.for_each_id([&](std::span<const Activity> appearances) {
      find_changes(appearances, state_of, previous, next);
      finder.find(appearances, state_of, [&](const SequenceFinder::Match& match) {
        times.push_back(question_.bins.start(question_.bins.number(appearances[match.first].time)));
        ids.push_back(appearances[match.first].row);
        before.push_back(previous[match.first]);
        behind.push_back(next[match.last]);
      });
    });
    execution.check();
    Batch result{times.size(), {moment_column(question_.time_type, times), rows.columns[1].gather(ids)}, 0};
    result.columns.push_back(states.gather_or_null(before));
    result.columns.push_back(states.gather_or_null(behind));
    return result;
  }

 private:
  /// The rows of the nearest appearances with another state, on both sides of each.
  template <typename StateOf>
  static void find_changes(std::span<const Activity> appearances, StateOf state_of,
                           std::vector<std::uint32_t>& previous, std::vector<std::uint32_t>& next) {
    const std::size_t size = appearances.size();
    previous.assign(size, Vector::no_row);
    next.assign(size, Vector::no_row);
    for (std::size_t i = 1; i < size; ++i) {
      const bool same = state_of(appearances[i]) == state_of(appearances[i - 1]);
      previous[i] = same ? previous[i - 1] : appearances[i - 1].row;
    }
    for (std::size_t i = size - 1; i-- > 0;) {
      const bool same = state_of(appearances[i]) == state_of(appearances[i + 1]);
      next[i] = same ? next[i + 1] : appearances[i + 1].row;
    }
  }

  Question question_;
};

constexpr const char* id_name = "$id";
constexpr std::int64_t most_samples = 128;

parser::Expression call_of(const char* function, std::vector<parser::Expression> values, parser::Span span) {
  parser::Call call{span, {span, function, false}, {}, {}};
  for (parser::Expression& value : values) call.arguments.push_back({span, {}, std::move(value)});
  return {std::move(call)};
}

/// | summarize dcount = count_distinct(id), samples = make_set(id, 128) by the columns of these names
std::optional<Relation> summarized(Binder& binder, const Relation& sequences, const std::vector<std::string>& by,
                                   parser::Span span) {
  parser::SummarizeOperator summarize;
  summarize.span = span;
  summarize.has_by = true;
  for (const std::string& name : by) summarize.by.push_back({span, {}, false, {parser::Name{span, name, true}}});
  const parser::Expression id{parser::Name{span, id_name, true}};
  const parser::Expression most{parser::Literal{span, parser::LiteralType::long_, std::to_string(most_samples)}};
  summarize.aggregates.push_back({span, {{span, "dcount", true}}, false, call_of("count_distinct", {id}, span)});
  summarize.aggregates.push_back({span, {{span, "samples", true}}, false, call_of("make_set", {id, most}, span)});
  auto result = binder.bind(summarize, binder.with_new_ids(sequences), nullptr);
  if (!result) return std::nullopt;
  const std::vector<PlanColumn> columns = result->columns();
  Sort sort{{{Binder::reference(columns.front()), true, true}, {Binder::reference(columns[by.size()]), false, false}}};
  result->plan = make_plan(std::move(sort), {result->plan}, columns, span);
  return result;
}

}  // namespace

std::optional<Relation> bind_funnel_sequence(Binder& binder, const parser::EvaluateOperator& op, Relation input,
                                             const EnvironmentPtr& environment) {
  PluginArguments arguments(
      binder, op, input, environment,
      {"IdColumn", "TimelineColumn", "Start", "End", "MaxWindowSizeBetweenSteps", "Step", "StateColumn", "Sequence"},
      8);
  if (arguments.refuse_list()) return std::nullopt;
  const auto bound = bind_activities(arguments);
  if (!bound) return std::nullopt;
  const Timeline& timeline = bound->timeline;
  const auto start = timeline.moment(arguments, "Start"), end = timeline.moment(arguments, "End");
  const auto longest_step = timeline.length(arguments, "MaxWindowSizeBetweenSteps");
  const auto bins = timeline.periods(arguments, "Step", start.value_or(0));
  auto sequence = StateSequence::bind(arguments);
  if (!start || !end || !longest_step || !bins || !sequence) return std::nullopt;
  const PlanColumn state = sequence->column();
  const Relation rows = timeline.activities(binder, input, bound->id, {state}, &*start, &*end);
  const std::string time = timeline.column().name;
  Relation sequences = computed_by(
      std::make_shared<SequenceNeighbours>(Question{std::move(*sequence), *longest_step, *bins, timeline.type()}),
      {rows.plan},
      {binder.new_column(time, timeline.type()), binder.new_column(id_name, bound->id.type),
       binder.new_column("prev", state.type), binder.new_column("next", state.type)},
      op.span);
  // Three results are made of the sequences; they are found once.
  if (auto found = binder.computed(sequences)) sequences = std::move(*found);
  auto both = summarized(binder, sequences, {time, "prev", "next"}, op.span);
  auto before = summarized(binder, sequences, {time, "prev"}, op.span);
  auto behind = summarized(binder, sequences, {time, "next"}, op.span);
  if (!both || !before || !behind) return std::nullopt;
  both->further.push_back(std::move(*before));
  both->further.push_back(std::move(*behind));
  return both;
}

}  // namespace kelpie::executor
