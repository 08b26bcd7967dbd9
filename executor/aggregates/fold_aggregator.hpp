#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "executor/aggregates/aggregate.hpp"
#include "tables/builder.hpp"

namespace kelpie::executor {

/// An aggregate of one argument whose state of a group is one small struct. `Fold` says the rest, all static:
///   Cell                                           physical form of the argument
///   State                                          default constructed: an empty group
///   add(State&, Cell)                              one value that is no null
///   add_all(State&, const Cell*, validity, count)  the same for many values of one group; validity may be null
///   add_if(State&, Cell, uint8_t valid)            optional: without a branch, where `valid` is 0 or 1 and hard to
///   foresee join(State& into, const State& from)           from's rows are the later ones result(const State&) ->
///   std::optional<Result>  or Result when there always is one
///
/// With few groups neighbouring rows often meet in one state and wait for each other; such groups have several states,
/// used in turn.
template <typename Fold>
class FoldAggregator final : public Aggregator {
  using Cell = typename Fold::Cell;
  using State = typename Fold::State;
  static constexpr std::size_t few_groups = 256;
  static constexpr std::size_t lanes = 4;
  static constexpr std::size_t cached_bytes = std::size_t{1} << 20;  // more states are fetched ahead
  static constexpr std::size_t ahead = 16;

 public:
  explicit FoldAggregator(tables::Type result) : result_(result) {}

  void resize(std::size_t groups) override {
    if (groups <= states_.size()) return;
    join_lanes();
    states_.resize(groups);
    more_lanes_.clear();
    if (groups > 1 && groups <= few_groups) more_lanes_.resize((lanes - 1) * groups);
  }

  void update(std::span<const tables::Vector> arguments, std::span<const std::uint32_t> group_of) override {
    const tables::Vector flat = arguments[0].flattened();
    const Cell* values = flat.values<Cell>();
    const std::uint8_t* validity = flat.validity();
    if (states_.size() == 1) return Fold::add_all(states_[0], values, validity, group_of.size());
    if (!more_lanes_.empty()) return add_in_lanes(values, validity, group_of);
    std::size_t row = 0;
    if (states_.size() * sizeof(State) > cached_bytes) {
      for (; row + ahead < group_of.size(); ++row) {
        __builtin_prefetch(&states_[group_of[row + ahead]], 1);
        add(states_[group_of[row]], values, validity, row);
      }
    }
    if (validity == nullptr) {
      for (; row < group_of.size(); ++row) Fold::add(states_[group_of[row]], values[row]);
    } else {
      for (; row < group_of.size(); ++row) add(states_[group_of[row]], values, validity, row);
    }
  }

  void merge(Aggregator& other, std::span<const std::uint32_t> group_map) override {
    auto& from = static_cast<FoldAggregator&>(other);
    join_lanes();
    from.join_lanes();
    for (std::size_t group = 0; group < from.states_.size(); ++group)
      Fold::join(states_[group_map[group]], from.states_[group]);
  }

  [[nodiscard]] std::vector<tables::Vector> finish() override {
    join_lanes();
    using Result = decltype(Fold::result(std::declval<const State&>()));
    if constexpr (requires(Result result) { result.has_value(); }) {
      tables::FlatBuilder<typename Result::value_type> builder(result_, states_.size());
      for (std::size_t group = 0; group < states_.size(); ++group) {
        if (const Result result = Fold::result(states_[group]))
          builder.set(group, *result);
        else
          builder.set_null(group);
      }
      return {builder.finish()};
    } else {
      tables::FlatBuilder<Result> builder(result_, states_.size());
      for (std::size_t group = 0; group < states_.size(); ++group) builder.set(group, Fold::result(states_[group]));
      return {builder.finish()};
    }
  }

  [[nodiscard]] std::size_t memory() const override {
    return (states_.capacity() + more_lanes_.capacity()) * sizeof(State);
  }

 private:
  static void add(State& state, const Cell* values, const std::uint8_t* validity, std::size_t row) {
    if constexpr (requires { Fold::add_if(state, values[row], validity[row]); }) {
      Fold::add_if(state, values[row], validity == nullptr ? std::uint8_t{1} : validity[row]);
    } else {
      if (validity == nullptr || validity[row] != 0) Fold::add(state, values[row]);
    }
  }

  void add_in_lanes(const Cell* values, const std::uint8_t* validity, std::span<const std::uint32_t> group_of) {
    const std::size_t groups = states_.size();
    State* const lane[lanes] = {states_.data(), more_lanes_.data(), more_lanes_.data() + groups,
                                more_lanes_.data() + 2 * groups};
    const std::size_t count = group_of.size();
    const std::size_t whole = count - count % lanes;
    if (validity == nullptr) {
      for (std::size_t row = 0; row < whole; row += lanes) {
        Fold::add(lane[0][group_of[row]], values[row]);
        Fold::add(lane[1][group_of[row + 1]], values[row + 1]);
        Fold::add(lane[2][group_of[row + 2]], values[row + 2]);
        Fold::add(lane[3][group_of[row + 3]], values[row + 3]);
      }
    } else {
      for (std::size_t row = 0; row < whole; row += lanes) {
        for (std::size_t i = 0; i < lanes; ++i) add(lane[i][group_of[row + i]], values, validity, row + i);
      }
    }
    for (std::size_t row = whole; row < count; ++row) add(lane[0][group_of[row]], values, validity, row);
  }

  void join_lanes() {
    const std::size_t groups = states_.size();
    for (std::size_t i = 0; i < more_lanes_.size(); ++i) {
      Fold::join(states_[i % groups], more_lanes_[i]);
      more_lanes_[i] = State{};
    }
  }

  tables::Type result_;
  std::vector<State> states_;
  std::vector<State> more_lanes_;
};

/// The factory of a fold.
template <typename Fold>
AggregatorFactory fold() {
  return [](const CallSite& site) { return std::make_unique<FoldAggregator<Fold>>(site.result_type); };
}

}  // namespace kelpie::executor
