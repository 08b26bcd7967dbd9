#include <limits>

#include "executor/aggregates/aggregate_families.hpp"
#include "executor/aggregates/byte_count.hpp"
#include "executor/aggregates/filtered_aggregator.hpp"
#include "executor/aggregates/fold_aggregator.hpp"
#include "tables/decimal.hpp"
#include "tables/text.hpp"

namespace kelpie::executor {

namespace {

using tables::Decimal;
using tables::int128;

/// Whole numbers and time spans; wraps around like Kusto's long.
struct IntegerSum {
  using Cell = std::int64_t;
  using State = std::uint64_t;

  static void add(State& state, Cell value) { state += static_cast<std::uint64_t>(value); }
  static void add_if(State& state, Cell value, std::uint8_t valid) {
    state += static_cast<std::uint64_t>(value) & -std::uint64_t{valid};
  }
  static void add_all(State& state, const Cell* values, const std::uint8_t* validity, std::size_t count) {
    std::uint64_t sum = 0;
    if (validity == nullptr) {
      for (std::size_t row = 0; row < count; ++row) sum += static_cast<std::uint64_t>(values[row]);
    } else {
      for (std::size_t row = 0; row < count; ++row)
        sum += static_cast<std::uint64_t>(values[row]) & -std::uint64_t{validity[row]};
    }
    state += sum;
  }
  static void join(State& into, const State& from) { into += from; }
  static std::int64_t result(const State& state) { return static_cast<std::int64_t>(state); }
};

/// The sum of date times, which the language allows; outside the calendar it is null.
struct DatetimeSum : IntegerSum {
  static std::optional<std::int64_t> result(const State& state) {
    const auto ticks = static_cast<std::int64_t>(state);
    if (ticks < 0 || ticks > tables::max_datetime) return std::nullopt;
    return ticks;
  }
};

/// Adds reals in four lanes, so that one addition need not wait for the one before.
double sum_of(const double* values, const std::uint8_t* validity, std::size_t count) {
  double lane[4] = {0, 0, 0, 0};
  std::size_t row = 0;
  if (validity == nullptr) {
    for (; row + 4 <= count; row += 4) {
      for (std::size_t i = 0; i < 4; ++i) lane[i] += values[row + i];
    }
    for (; row < count; ++row) lane[0] += values[row];
  } else {
    for (; row + 4 <= count; row += 4) {
      for (std::size_t i = 0; i < 4; ++i) lane[i] += validity[row + i] != 0 ? values[row + i] : 0.0;
    }
    for (; row < count; ++row) lane[0] += validity[row] != 0 ? values[row] : 0.0;
  }
  return (lane[0] + lane[1]) + (lane[2] + lane[3]);
}

std::uint64_t values_in(const std::uint8_t* validity, std::size_t count) {
  return validity == nullptr ? count : count_ones(validity, count);
}

struct RealSum {
  using Cell = double;
  using State = double;

  static void add(State& state, Cell value) { state += value; }
  static void add_if(State& state, Cell value, std::uint8_t valid) { state += valid != 0 ? value : 0.0; }
  static void add_all(State& state, const Cell* values, const std::uint8_t* validity, std::size_t count) {
    state += sum_of(values, validity, count);
  }
  static void join(State& into, const State& from) { into += from; }
  static double result(const State& state) { return state; }
};

/// Null once the sum has left the range of a decimal.
struct DecimalSum {
  using Cell = Decimal;
  struct State {
    Decimal sum;
    std::uint64_t count = 0;
    bool overflow = false;
  };

  static void add(State& state, const Cell& value) {
    const auto sum = tables::add(state.sum, value);
    ++state.count;
    if (sum)
      state.sum = *sum;
    else
      state.overflow = true;
  }
  static void add_all(State& state, const Cell* values, const std::uint8_t* validity, std::size_t count) {
    for (std::size_t row = 0; row < count; ++row) {
      if (validity == nullptr || validity[row] != 0) add(state, values[row]);
    }
  }
  static void join(State& into, const State& from) {
    const std::uint64_t count = into.count + from.count;
    add(into, from.sum);
    into.count = count;
    into.overflow = into.overflow || from.overflow;
  }
  static std::optional<Decimal> result(const State& state) {
    if (state.overflow) return std::nullopt;
    return state.sum;
  }
};

struct DecimalAverage : DecimalSum {
  static std::optional<Decimal> result(const State& state) {
    if (state.overflow || state.count == 0) return std::nullopt;
    return tables::divide(state.sum, tables::decimal_from(static_cast<std::int64_t>(state.count)));
  }
};

/// The wrapped sum by the count: what Kusto answers beyond the range of long, too.
struct IntegerAverage {
  using Cell = std::int64_t;
  struct State {
    std::uint64_t sum = 0;
    std::uint64_t count = 0;
  };

  static void add(State& state, Cell value) {
    state.sum += static_cast<std::uint64_t>(value);
    ++state.count;
  }
  static void add_if(State& state, Cell value, std::uint8_t valid) {
    state.sum += static_cast<std::uint64_t>(value) & -std::uint64_t{valid};
    state.count += valid;
  }
  static void add_all(State& state, const Cell* values, const std::uint8_t* validity, std::size_t count) {
    IntegerSum::add_all(state.sum, values, validity, count);
    state.count += values_in(validity, count);
  }
  static void join(State& into, const State& from) {
    into.sum += from.sum;
    into.count += from.count;
  }
  static double result(const State& state) {
    if (state.count == 0) return std::numeric_limits<double>::quiet_NaN();
    return static_cast<double>(static_cast<std::int64_t>(state.sum)) / static_cast<double>(state.count);
  }
};

/// Date times and time spans: sums of ticks pass 64 bits quickly.
struct TickAverage {
  using Cell = std::int64_t;
  struct State {
    int128 sum = 0;
    std::uint64_t count = 0;
  };

  static void add(State& state, Cell value) {
    state.sum += value;
    ++state.count;
  }
  static void add_if(State& state, Cell value, std::uint8_t valid) {
    state.sum += valid != 0 ? value : 0;
    state.count += valid;
  }
  static void add_all(State& state, const Cell* values, const std::uint8_t* validity, std::size_t count) {
    int128 sum = 0;
    for (std::size_t row = 0; row < count; ++row) sum += validity == nullptr || validity[row] != 0 ? values[row] : 0;
    state.sum += sum;
    state.count += values_in(validity, count);
  }
  static void join(State& into, const State& from) {
    into.sum += from.sum;
    into.count += from.count;
  }
  static std::optional<std::int64_t> result(const State& state) {
    if (state.count == 0) return std::nullopt;
    return static_cast<std::int64_t>(state.sum / static_cast<int128>(state.count));
  }
};

struct RealAverage {
  using Cell = double;
  struct State {
    double sum = 0;
    std::uint64_t count = 0;
  };

  static void add(State& state, Cell value) {
    state.sum += value;
    ++state.count;
  }
  static void add_if(State& state, Cell value, std::uint8_t valid) {
    state.sum += valid != 0 ? value : 0.0;
    state.count += valid;
  }
  static void add_all(State& state, const Cell* values, const std::uint8_t* validity, std::size_t count) {
    state.sum += sum_of(values, validity, count);
    state.count += values_in(validity, count);
  }
  static void join(State& into, const State& from) {
    into.sum += from.sum;
    into.count += from.count;
  }
  static double result(const State& state) {
    if (state.count == 0) return std::numeric_limits<double>::quiet_NaN();
    return state.sum / static_cast<double>(state.count);
  }
};

struct Form {
  const char* type;
  const char* result;
  AggregatorFactory make;
};

/// Registers the aggregate and its ...if form.
void add_pair(FunctionRegistry& registry, const std::string& name, const std::string& what,
              const std::vector<Form>& forms) {
  AggregateFunction plain{.name = name,
                          .summary = what + " in each group; nulls do not count.",
                          .example = "datatable(size:long)[3, 4, 8] | summarize " + name + "(size)"};
  AggregateFunction conditional{.name = name + "if",
                                .summary = what + " over the rows of each group where the predicate is true.",
                                .example = "datatable(size:long)[3, 4, 8] | summarize " + name + "if(size, size > 3)"};
  for (const Form& form : forms) {
    const std::string value = std::string("(value:") + form.type;
    const std::string result = std::string(") -> ") + form.result;
    plain.overloads.push_back({.signature = value + result, .make = form.make});
    conditional.overloads.push_back({.signature = value + ", predicate:bool" + result, .make = masked(form.make)});
  }
  registry.add(std::move(plain));
  registry.add(std::move(conditional));
}

}  // namespace

void add_sum_aggregates(FunctionRegistry& registry) {
  add_pair(registry, "sum", "Adds up the values",
           {{"int|long", "long", fold<IntegerSum>()},
            {"real", "real", fold<RealSum>()},
            {"decimal", "decimal", fold<DecimalSum>()},
            {"timespan", "timespan", fold<IntegerSum>()},
            {"datetime", "datetime", fold<DatetimeSum>()}});
  add_pair(registry, "avg", "Computes the mean of the values",
           {{"int|long", "real", fold<IntegerAverage>()},
            {"real", "real", fold<RealAverage>()},
            {"decimal", "decimal", fold<DecimalAverage>()},
            {"timespan", "timespan", fold<TickAverage>()},
            {"datetime", "datetime", fold<TickAverage>()}});
}

}  // namespace kelpie::executor
