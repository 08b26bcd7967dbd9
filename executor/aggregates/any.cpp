#include "executor/aggregates/aggregate_families.hpp"
#include "executor/aggregates/filtered_aggregator.hpp"
#include "executor/aggregates/kept_batches.hpp"

namespace kelpie::executor {

namespace {

using tables::Type;
using tables::Vector;

/// The first row of each group; with a single argument the first that is neither null nor empty text, where there is
/// one.
class TakeAny final : public Aggregator {
  struct State {
    RowReference row;
    bool empty = true;
  };

 public:
  explicit TakeAny(std::span<const Type> types) : types_(types.begin(), types.end()) {}

  void resize(std::size_t groups) override {
    if (groups > states_.size()) states_.resize(groups);
  }

  void update(std::span<const Vector> arguments, std::span<const std::uint32_t> group_of) override {
    if (group_of.empty()) return;
    bool won = false;
    if (arguments.size() > 1) {
      won = add(group_of, [](std::size_t) { return false; });
    } else {
      won = add_first(arguments[0], group_of);
    }
    if (!won) return;
    batches_.keep(arguments);
    if (batches_.crowded()) release();
  }

  void merge(Aggregator& other, std::span<const std::uint32_t> group_map) override {
    auto& from = static_cast<TakeAny&>(other);
    const std::uint32_t offset = batches_.take(from.batches_);
    for (std::size_t group = 0; group < from.states_.size(); ++group) {
      State state = from.states_[group];
      if (state.row.batch == RowReference::none) continue;
      state.row.batch += offset;
      State& mine = states_[group_map[group]];
      if (mine.row.batch == RowReference::none || (mine.empty && !state.empty)) mine = state;
    }
  }

  [[nodiscard]] std::vector<Vector> finish() override {
    std::vector<RowReference> rows(states_.size());
    for (std::size_t group = 0; group < states_.size(); ++group) rows[group] = states_[group].row;
    std::vector<Vector> columns;
    for (std::size_t column = 0; column < types_.size(); ++column)
      columns.push_back(batches_.gather(column, types_[column], rows));
    return columns;
  }

  [[nodiscard]] std::size_t memory() const override { return states_.capacity() * sizeof(State); }

 private:
  /// A single argument: looks whether cells are empty, in any encoding.
  bool add_first(const Vector& argument, std::span<const std::uint32_t> group_of) {
    if (states_.size() == 1 && !states_[0].empty) return false;
    const Vector& cells = argument.is_dictionary() ? argument.dictionary()->values() : argument;
    const std::uint8_t* validity = cells.validity();
    const auto* texts = cells.type() == Type::string ? cells.values<std::string_view>() : nullptr;
    if (validity == nullptr && texts == nullptr) return add(group_of, [](std::size_t) { return false; });
    const auto is_empty = [=](std::size_t at) { return texts != nullptr ? texts[at].empty() : validity[at] == 0; };
    if (argument.is_constant()) return add(group_of, [=](std::size_t) { return is_empty(0); });
    if (argument.is_flat()) return add(group_of, is_empty);
    return tables::with_codes(argument, [&](const auto* codes) {
      return add(group_of, [=](std::size_t row) { return is_empty(codes[row]); });
    });
  }

  template <typename IsEmpty>
  bool add(std::span<const std::uint32_t> group_of, IsEmpty is_empty) {
    const std::uint32_t batch = batches_.next();
    bool won = false;
    for (std::size_t row = 0; row < group_of.size(); ++row) {
      State& state = states_[group_of[row]];
      if (!state.empty) {
        if (states_.size() == 1) break;
        continue;
      }
      const bool empty = is_empty(row);
      if (empty && state.row.batch != RowReference::none) continue;
      state = {.row = {.batch = batch, .row = static_cast<std::uint32_t>(row)}, .empty = empty};
      won = true;
    }
    return won;
  }

  void release() {
    std::vector<bool> wanted(batches_.next(), false);
    for (const State& state : states_) {
      if (state.row.batch != RowReference::none) wanted[state.row.batch] = true;
    }
    batches_.release(wanted);
  }

  std::vector<Type> types_;
  std::vector<State> states_;
  KeptBatches batches_;
};

std::unique_ptr<Aggregator> make(const CallSite& site) { return std::make_unique<TakeAny>(site.argument_types); }

}  // namespace

void add_any_aggregates(FunctionRegistry& registry) {
  registry.add(AggregateFunction{.name = "take_any",
                                 .summary = "Returns the values of one row of each group; a single expression gives a "
                                            "value that is not empty where there is one.",
                                 .example = "datatable(user:string, city:string)[\"ada\", \"Oslo\", \"ada\", "
                                            "\"Bergen\"] | summarize take_any(city) by user",
                                 .naming = ResultNaming::first_argument,
                                 .shape = AggregateShape::each_argument,
                                 .overloads = {{.signature = "(value...:scalar) -> first", .make = make}}});
  registry.add(AggregateFunction{
      .name = "take_anyif",
      .summary = "Returns a value of one row of each group where the predicate is true.",
      .example = "datatable(user:string, code:int)[\"ada\", 0, \"bob\", 50126] | summarize take_anyif(user, code != 0)",
      .naming = ResultNaming::first_argument,
      .overloads = {{.signature = "(value:scalar, predicate:bool) -> first", .make = filtered(make, 1)}}});
  registry.add(AggregateFunction{
      .name = "any",
      .summary = "Returns the values of one row of each group, as take_any does, under names of its own.",
      .example = "datatable(user:string, city:string)[\"ada\", \"Oslo\"] | summarize any(city) by user",
      .prefix = "any",
      .shape = AggregateShape::each_argument,
      .overloads = {{.signature = "(value...:scalar) -> first", .make = make}}});
  registry.add(AggregateFunction{
      .name = "anyif",
      .summary = "Returns a value of one row of each group where the predicate is true, as take_anyif does.",
      .example = "datatable(user:string, code:int)[\"ada\", 0, \"bob\", 50126] | summarize anyif(user, code != 0)",
      .prefix = "anyif",
      .overloads = {{.signature = "(value:scalar, predicate:bool) -> first", .make = filtered(make, 1)}}});
}

}  // namespace kelpie::executor
