#include <cmath>

#include "executor/aggregates/aggregate_families.hpp"
#include "executor/aggregates/byte_count.hpp"
#include "executor/aggregates/covariance.hpp"
#include "executor/aggregates/filtered_aggregator.hpp"
#include "executor/aggregates/fold_aggregator.hpp"
#include "tables/decimal.hpp"

namespace kelpie::executor {

namespace {

/// Which of the numbers that count, sum and sum of squares give.
enum class Moment { variance, variance_population, deviation, deviation_population };

/// Sums of distances from the first value of the group and of their squares: as stable as Welford's way while the
/// values stay near the first one, and free of divisions.
template <typename T, Moment moment>
struct MomentFold {
  using Cell = T;
  struct State {
    std::uint64_t count = 0;
    T origin{};
    double sum = 0;
    double squares = 0;
  };

  static double distance(const T& value, const T& origin) {
    if constexpr (std::is_same_v<T, double>)
      return value - origin;
    else if constexpr (std::is_same_v<T, tables::Decimal>)
      return tables::to_double(value) - tables::to_double(origin);
    else
      return static_cast<double>(static_cast<tables::int128>(value) - origin);
  }
  static void add(State& state, const Cell& value) {
    if (state.count == 0) state.origin = value;
    const double far = distance(value, state.origin);
    ++state.count;
    state.sum += far;
    state.squares += far * far;
  }
  static void add_all(State& state, const Cell* values, const std::uint8_t* validity, std::size_t count) {
    std::size_t row = 0;
    for (; row < count && state.count == 0; ++row) {
      if (validity == nullptr || validity[row] != 0) add(state, values[row]);
    }
    // In four lanes, so that one addition need not wait for the one before.
    double sum[4] = {};
    double squares[4] = {};
    const auto take = [&](std::size_t lane, std::size_t at) {
      const double far = validity == nullptr || validity[at] != 0 ? distance(values[at], state.origin) : 0.0;
      sum[lane] += far;
      squares[lane] += far * far;
    };
    const std::uint64_t valid = validity == nullptr ? count - row : count_ones(validity + row, count - row);
    for (; row + 4 <= count; row += 4) {
      take(0, row);
      take(1, row + 1);
      take(2, row + 2);
      take(3, row + 3);
    }
    for (; row < count; ++row) take(0, row);
    state.count += valid;
    state.sum += (sum[0] + sum[1]) + (sum[2] + sum[3]);
    state.squares += (squares[0] + squares[1]) + (squares[2] + squares[3]);
  }
  static void join(State& into, const State& from) {
    if (from.count == 0) return;
    if (into.count == 0) {
      into = from;
      return;
    }
    const double shift = distance(from.origin, into.origin);
    const auto count = static_cast<double>(from.count);
    into.squares += from.squares + 2 * shift * from.sum + count * shift * shift;
    into.sum += from.sum + count * shift;
    into.count += from.count;
  }
  static double result(const State& state) {
    constexpr bool population = moment == Moment::variance_population || moment == Moment::deviation_population;
    if (state.count <= 1) return 0;
    const auto count = static_cast<double>(state.count);
    const double squares = state.squares - state.sum * state.sum / count;
    const double variance = (squares < 0 ? 0 : squares) / (population ? count : count - 1);
    return moment == Moment::variance || moment == Moment::variance_population ? variance : std::sqrt(variance);
  }
};

template <Moment moment>
void add_moment(FunctionRegistry& registry, const std::string& name, const std::string& what,
                bool with_condition = true) {
  AggregateFunction plain{.name = name,
                          .summary = "Computes the " + what + " of the values of each group.",
                          .example = "datatable(size:long)[3, 4, 8] | summarize " + name + "(size)"};
  AggregateFunction conditional{
      .name = name + "if",
      .summary = "Computes the " + what + " over the rows of each group where the predicate is true.",
      .example = "datatable(size:long)[3, 4, 8] | summarize " + name + "if(size, size != 4)"};
  const auto add = [&](const std::string& types, const AggregatorFactory& make) {
    plain.overloads.push_back({.signature = "(value:" + types + ") -> real", .make = make});
    conditional.overloads.push_back(
        {.signature = "(value:" + types + ", predicate:bool) -> real", .make = masked(make)});
  };
  add("int|long|datetime|timespan", fold<MomentFold<std::int64_t, moment>>());
  add("real", fold<MomentFold<double, moment>>());
  add("decimal", fold<MomentFold<tables::Decimal, moment>>());
  registry.add(std::move(plain));
  if (with_condition) registry.add(std::move(conditional));
}

void add_covariance(FunctionRegistry& registry, const std::string& name, const std::string& what, bool population) {
  const AggregatorFactory make = [population](const CallSite&) { return make_covariance(population); };
  registry.add(
      AggregateFunction{.name = name,
                        .summary = "Computes the " + what + " of two expressions in each group.",
                        .example = "datatable(x:real, y:real)[1, 14, 2, 10, 3, 17] | summarize " + name + "(x, y)",
                        .named_arguments = 2,
                        .overloads = {{.signature = "(x:summable, y:summable) -> real", .make = make}}});
  registry.add(AggregateFunction{
      .name = name + "if",
      .summary =
          "Computes the " + what + " of two expressions over the rows of each group where the predicate is true.",
      .example = "datatable(x:real, y:real)[1, 14, 2, 10, 3, 17] | summarize " + name + "if(x, y, x > 1)",
      .named_arguments = 2,
      .overloads = {{.signature = "(x:summable, y:summable, predicate:bool) -> real", .make = filtered(make, 2)}}});
}

}  // namespace

void add_moment_aggregates(FunctionRegistry& registry) {
  add_moment<Moment::deviation>(registry, "stdev", "standard deviation of a sample");
  add_moment<Moment::deviation_population>(registry, "stdevp", "standard deviation of a population", false);
  add_moment<Moment::variance>(registry, "variance", "variance of a sample");
  add_moment<Moment::variance_population>(registry, "variancep", "variance of a population");
  add_covariance(registry, "covariance", "covariance of a sample", false);
  add_covariance(registry, "covariancep", "covariance of a population", true);
}

}  // namespace kelpie::executor
