#include "executor/operators/sequences/step_matching.hpp"

#include <algorithm>
#include <utility>

namespace kelpie::executor {

using tables::Vector;

namespace {

/// A row that matched a step, with the declared columns as the match left them.
struct KeptRow {
  std::uint32_t row = Vector::no_row;  // none: nothing was kept of the step
  std::vector<Vector> declared;
};

struct State {
  bool active = false;
  bool to_show = false;  // its last row waits to be shown
  std::int64_t match = 0;
  std::vector<KeptRow> kept;  // of the steps up to its own
};

/// Where the value of a state column lies.
struct StateValue {
  std::size_t step = 0;
  std::optional<std::size_t> declared;  // else
  std::size_t column = 0;               // of the input
};

}  // namespace

/// The states of all steps; reads for an expression what one of them holds.
class StepMatching::States final : public RowExpressions::Changing {
 public:
  States(const MatchSteps& match, const std::vector<PlanColumn>& layout) {
    for (const MatchSteps::StateColumn& column : match.state) {
      const auto declared = position_of(match.declared, column.column);
      const auto position = position_of(layout, column.column);
      // A column that nobody reads is not among the rows.
      values_.push_back({column.step, declared, position.value_or(SIZE_MAX)});
    }
    for (const tables::Value& value : match.defaults) defaults_.push_back(Vector::constant(value, 1));
    for (const PlanColumn& column : layout) nulls_.push_back(Vector::null(column.type, 1));
    for (std::size_t i = 0; i < match.steps.size(); ++i) states.emplace_back().kept.resize(i + 1);
  }

  void begin(const Batch& rows) {
    columns_.assign(rows.columns.size(), {});
    for (const StateValue& value : values_) {
      if (!value.declared && value.column < columns_.size() && columns_[value.column].size() == 0)
        columns_[value.column] = rows.columns[value.column].flattened();
    }
  }
  void clear() {
    for (State& state : states) {
      state.active = state.to_show = false;
      for (KeptRow& kept : state.kept) kept.row = Vector::no_row;
    }
  }

  /// The state that is read from now on.
  void read_from(const State& state) { read_ = &state; }
  [[nodiscard]] Vector read(std::size_t column) const override {
    const StateValue& value = values_[column];
    const KeptRow* kept = value.step < read_->kept.size() && read_->kept[value.step].row != Vector::no_row
                              ? &read_->kept[value.step]
                              : nullptr;
    if (value.declared) return kept != nullptr ? kept->declared[*value.declared] : defaults_[*value.declared];
    return kept != nullptr ? columns_[value.column].slice(kept->row, 1) : nulls_[value.column];
  }

  std::vector<State> states;

 private:
  std::vector<StateValue> values_;
  std::vector<Vector> defaults_, nulls_;
  std::vector<Vector> columns_;  // of the rows, those that are read
  const State* read_ = nullptr;
};

StepMatching::StepMatching(const MatchSteps& match, const std::vector<PlanColumn>& layout, Execution& execution)
    : match_(match),
      execution_(execution),
      states_(std::make_unique<States>(match, layout)),
      expressions_(
          layout,
          [&] {
            std::vector<ColumnId> ids;
            for (const MatchSteps::StateColumn& column : match.state) ids.push_back(column.id);
            return ids;
          }(),
          execution) {
  for (const MatchSteps::Step& step : match.steps) {
    conditions_.push_back(expressions_.add_condition(step.condition));
    auto& values = assigned_.emplace_back();
    for (const MatchSteps::Assignment& assignment : step.assignments)
      values.push_back(expressions_.add_value(assignment.value));
  }
  for (const tables::Value& value : match.defaults) defaults_.push_back(Vector::constant(value, 1));
}

StepMatching::~StepMatching() = default;

MatchedRows StepMatching::run(const Batch& rows, std::span<const std::uint32_t> order,
                              std::span<const std::uint32_t> begins, bool one_count) {
  expressions_.prepare(rows);
  states_->begin(rows);
  const auto held = static_cast<std::int64_t>(expressions_.memory());
  execution_.account(held);
  shown_ = {};
  declared_.clear();
  for (const PlanColumn& column : match_.declared) declared_.emplace_back(column.type);
  constexpr std::size_t rows_between_checks = 4096;
  std::size_t counted = 0;
  for (part_ = 0; part_ + 1 < begins.size(); ++part_) {
    states_->clear();
    if (!one_count) next_match_ = 0;
    for (std::size_t i = begins[part_]; i < begins[part_ + 1]; ++i) {
      for (std::size_t step = match_.steps.size(); step-- > 0;) turn(step, order[i]);
      if (i % rows_between_checks != 0) continue;
      execution_.check();
      execution_.count_intermediate(shown_.rows.size() - counted);
      counted = shown_.rows.size();
    }
    end_part();
  }
  for (tables::ColumnBuilder& column : declared_) shown_.declared.push_back(column.finish());
  execution_.account(-held);
  return std::move(shown_);
}

void StepMatching::turn(std::size_t step, std::uint32_t row) {
  std::vector<State>& states = states_->states;
  if (step > 0) {
    // The sequence comes from the step before, or from one that is followed by optional steps only.
    std::size_t before = step - 1;
    while (before > 0 && !states[before].active && match_.steps[before].optional) --before;
    states_->read_from(states[before]);
    if (states[before].active && expressions_.holds(conditions_[step], row, *states_)) {
      if (states[step].to_show) show(step);
      if (states[before].to_show) show(before);
      for (std::size_t i = 0; i < step; ++i) {
        if (i <= before)
          std::swap(states[step].kept[i], states[before].kept[i]);
        else
          states[step].kept[i].row = Vector::no_row;
      }
      states[step].kept[step].row = Vector::no_row;
      states[step].match = states[before].match;
      states[before].active = states[before].to_show = false;
      match(step, row);
      return;
    }
  }
  State& state = states[step];
  if (step > 0 && !state.active) return;
  if (!state.active) state.kept[step].row = Vector::no_row;
  states_->read_from(state);
  if (!expressions_.holds(conditions_[step], row, *states_)) return;
  if (!state.active) state.match = next_match_++;
  match(step, row);
}

void StepMatching::match(std::size_t step, std::uint32_t row) {
  State& state = states_->states[step];
  states_->read_from(state);
  fresh_ = defaults_;
  for (std::size_t i = 0; i < assigned_[step].size(); ++i) {
    fresh_[match_.steps[step].assignments[i].declared] = expressions_.value(assigned_[step][i], row, *states_);
  }
  state.active = true;
  state.kept[step].row = row;
  std::swap(state.kept[step].declared, fresh_);
  if (match_.steps[step].shown == MatchSteps::Shown::all)
    show(step);
  else
    state.to_show = match_.steps[step].shown == MatchSteps::Shown::last;
}

void StepMatching::show(std::size_t step) {
  State& state = states_->states[step];
  const KeptRow& kept = state.kept[step];
  shown_.rows.push_back(kept.row);
  shown_.parts.push_back(part_);
  for (std::size_t i = 0; i < declared_.size(); ++i) declared_[i].append(kept.declared[i], 0);
  if (match_.match_id) shown_.match_ids.push_back(state.match);
  if (match_.step_name) shown_.steps.push_back(static_cast<std::uint32_t>(step));
  state.to_show = false;
}

void StepMatching::end_part() {
  // The sequences that are furthest began first.
  for (std::size_t step = match_.steps.size(); step-- > 0;) {
    if (states_->states[step].to_show) show(step);
  }
}

Batch batch_of(const MatchedRows& matched, const Batch& rows, const MatchSteps& match, const PlanNode& node) {
  Batch result{matched.rows.size(), {}, rows.sequence};
  const std::vector<PlanColumn>& layout = node.inputs.front()->columns;
  for (const PlanColumn& column : node.columns) {
    if (const auto passed = position_of(layout, column.id)) {
      result.columns.push_back(rows.columns[*passed].gather(matched.rows));
    } else if (const auto declared = position_of(match.declared, column.id)) {
      result.columns.push_back(matched.declared[*declared]);
    } else if (match.match_id == column.id) {
      tables::FlatBuilder<std::int64_t> ids(tables::Type::long_, result.rows);
      std::copy(matched.match_ids.begin(), matched.match_ids.end(), ids.values());
      result.columns.push_back(ids.finish());
    } else {
      tables::ColumnBuilder names(tables::Type::string);
      for (const MatchSteps::Step& step : match.steps) names.append(tables::Value::string(step.name));
      result.columns.push_back(names.finish().gather(matched.steps));
    }
  }
  return result;
}

}  // namespace kelpie::executor
