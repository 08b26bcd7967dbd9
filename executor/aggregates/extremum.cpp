#include <cmath>
#include <limits>

#include "executor/aggregates/aggregate_families.hpp"
#include "executor/aggregates/byte_count.hpp"
#include "executor/aggregates/extremum_text.hpp"
#include "executor/aggregates/filtered_aggregator.hpp"
#include "executor/aggregates/fold_aggregator.hpp"
#include "tables/decimal.hpp"

namespace kelpie::executor {

namespace {

/// Smallest or largest of bool and of everything kept as a 64-bit number.
template <typename T, bool Largest>
struct NumberExtremum {
  using Cell = T;
  struct State {
    T value = Largest ? std::numeric_limits<T>::lowest() : std::numeric_limits<T>::max();
    bool seen = false;
  };

  static T better(T left, T right) { return Largest ? (right > left ? right : left) : (right < left ? right : left); }
  static void add(State& state, Cell value) {
    state.value = better(state.value, value);
    state.seen = true;
  }
  static void add_if(State& state, Cell value, std::uint8_t valid) {
    state.value = better(state.value, valid != 0 ? value : state.value);
    state.seen |= valid != 0;
  }
  static void add_all(State& state, const Cell* values, const std::uint8_t* validity, std::size_t count) {
    T lane[4] = {state.value, state.value, state.value, state.value};
    std::size_t row = 0;
    bool seen = count != 0;
    if (validity == nullptr) {
      for (; row + 4 <= count; row += 4) {
        for (std::size_t i = 0; i < 4; ++i) lane[i] = better(lane[i], values[row + i]);
      }
      for (; row < count; ++row) lane[0] = better(lane[0], values[row]);
    } else {
      for (; row + 4 <= count; row += 4) {
        for (std::size_t i = 0; i < 4; ++i)
          lane[i] = better(lane[i], validity[row + i] != 0 ? values[row + i] : lane[i]);
      }
      for (; row < count; ++row) lane[0] = better(lane[0], validity[row] != 0 ? values[row] : lane[0]);
      seen = count_ones(validity, count) != 0;
    }
    const T best = better(better(lane[0], lane[1]), better(lane[2], lane[3]));
    state.value = best;
    state.seen = state.seen || seen;
  }
  static void join(State& into, const State& from) {
    into.value = better(into.value, from.value);
    into.seen = into.seen || from.seen;
  }
  static std::optional<T> result(const State& state) {
    if (!state.seen) return std::nullopt;
    return state.value;
  }
};

/// Reals: one NaN makes the answer NaN, for min and for max.
template <bool Largest>
struct RealExtremum {
  using Cell = double;
  struct State {
    double value = Largest ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
    bool seen = false;
    bool not_a_number = false;
  };

  static double better(double left, double right) {
    return Largest ? (right > left ? right : left) : (right < left ? right : left);
  }
  static void add(State& state, Cell value) {
    state.value = better(state.value, value);
    state.seen = true;
    state.not_a_number |= std::isnan(value);
  }
  static void add_all(State& state, const Cell* values, const std::uint8_t* validity, std::size_t count) {
    State result = state;
    for (std::size_t row = 0; row < count; ++row) {
      if (validity == nullptr || validity[row] != 0) add(result, values[row]);
    }
    state = result;
  }
  static void join(State& into, const State& from) {
    into.value = better(into.value, from.value);
    into.seen = into.seen || from.seen;
    into.not_a_number = into.not_a_number || from.not_a_number;
  }
  static std::optional<double> result(const State& state) {
    if (!state.seen) return std::nullopt;
    return state.not_a_number ? std::numeric_limits<double>::quiet_NaN() : state.value;
  }
};

template <bool Largest>
struct DecimalExtremum {
  using Cell = tables::Decimal;
  using State = std::optional<tables::Decimal>;

  static void add(State& state, const Cell& value) {
    if (!state || (Largest ? tables::compare(value, *state) > 0 : tables::compare(value, *state) < 0)) state = value;
  }
  static void add_all(State& state, const Cell* values, const std::uint8_t* validity, std::size_t count) {
    for (std::size_t row = 0; row < count; ++row) {
      if (validity == nullptr || validity[row] != 0) add(state, values[row]);
    }
  }
  static void join(State& into, const State& from) {
    if (from) add(into, *from);
  }
  static std::optional<tables::Decimal> result(const State& state) { return state; }
};

template <bool Largest>
AggregateFunction extremum(const std::string& name, const std::string& word, bool conditional) {
  AggregateFunction function{.name = conditional ? name + "if" : name,
                             .summary = "Finds the " + word + " value of each group" +
                                        (conditional ? ", looking at rows where the predicate is true." : "."),
                             .example = "datatable(size:long)[3, 4, 8] | summarize " + name +
                                        (conditional ? "if(size, size != 4)" : "(size)")};
  const auto add = [&](const std::string& types, const AggregatorFactory& make) {
    function.overloads.push_back(
        {.signature = "(value:" + types + (conditional ? ", predicate:bool" : "") + ") -> first",
         .make = !conditional        ? make
                 : types == "string" ? filtered(make, 1)
                                     : masked(make)});
  };
  add("int|long|datetime|timespan", fold<NumberExtremum<std::int64_t, Largest>>());
  add("real", fold<RealExtremum<Largest>>());
  add("bool", fold<NumberExtremum<std::uint8_t, Largest>>());
  add("decimal", fold<DecimalExtremum<Largest>>());
  add("string", [](const CallSite&) { return make_text_extremum(Largest); });
  return function;
}

}  // namespace

void add_extremum_aggregates(FunctionRegistry& registry) {
  for (const bool conditional : {false, true}) {
    registry.add(extremum<false>("min", "smallest", conditional));
    registry.add(extremum<true>("max", "largest", conditional));
  }
}

}  // namespace kelpie::executor
