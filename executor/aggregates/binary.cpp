#include "executor/aggregates/aggregate_families.hpp"
#include "executor/aggregates/fold_aggregator.hpp"
#include "tables/decimal.hpp"

namespace kelpie::executor {

namespace {

enum class Binary { and_, or_, xor_ };

/// Bits of whole numbers; reals and decimals lose their fraction first, and do not count when they have no place in 64
/// bits.
template <typename T, Binary op>
struct BinaryFold {
  using Cell = T;
  struct State {
    std::int64_t bits = op == Binary::and_ ? -1 : 0;
    bool seen = false;
  };

  static std::optional<std::int64_t> whole(const Cell& value) {
    if constexpr (std::is_same_v<T, std::int64_t>) {
      return value;
    } else if constexpr (std::is_same_v<T, tables::Decimal>) {
      return tables::to_int64(value);
    } else {
      if (!(value >= -9.2233720368547748e18 && value <= 9.2233720368547748e18)) return std::nullopt;
      return static_cast<std::int64_t>(value);
    }
  }
  static void add(State& state, const Cell& value) {
    const std::optional<std::int64_t> bits = whole(value);
    if (!bits) return;
    if constexpr (op == Binary::and_)
      state.bits &= *bits;
    else if constexpr (op == Binary::or_)
      state.bits |= *bits;
    else
      state.bits ^= *bits;
    state.seen = true;
  }
  static void add_all(State& state, const Cell* values, const std::uint8_t* validity, std::size_t count) {
    State all = state;
    for (std::size_t row = 0; row < count; ++row) {
      if (validity == nullptr || validity[row] != 0) add(all, values[row]);
    }
    state = all;
  }
  static void join(State& into, const State& from) {
    if constexpr (op == Binary::and_)
      into.bits &= from.bits;
    else if constexpr (op == Binary::or_)
      into.bits |= from.bits;
    else
      into.bits ^= from.bits;
    into.seen = into.seen || from.seen;
  }
  static std::optional<T> result(const State& state) {
    if (!state.seen) return std::nullopt;
    if constexpr (std::is_same_v<T, tables::Decimal>)
      return tables::decimal_from(state.bits);
    else
      return static_cast<T>(state.bits);
  }
};

template <Binary op>
void add_binary(FunctionRegistry& registry, const std::string& name, const std::string& what) {
  registry.add(AggregateFunction{
      .name = name,
      .summary = "Combines the values of each group bit by bit with " + what + ".",
      .example = "datatable(flags:long)[12, 10] | summarize " + name + "(flags)",
      .naming = ResultNaming::first_argument,
      .overloads = {
          {.signature = "(value:int|long|datetime|timespan) -> first", .make = fold<BinaryFold<std::int64_t, op>>()},
          {.signature = "(value:real) -> first", .make = fold<BinaryFold<double, op>>()},
          {.signature = "(value:decimal) -> first", .make = fold<BinaryFold<tables::Decimal, op>>()}}});
}

}  // namespace

void add_binary_aggregates(FunctionRegistry& registry) {
  add_binary<Binary::and_>(registry, "binary_all_and", "and");
  add_binary<Binary::or_>(registry, "binary_all_or", "or");
  add_binary<Binary::xor_>(registry, "binary_all_xor", "exclusive or");
}

}  // namespace kelpie::executor
