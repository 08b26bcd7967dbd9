#include <bit>
#include <cmath>

#include "executor/aggregates/aggregate_families.hpp"
#include "executor/aggregates/kept_batches.hpp"
#include "tables/decimal.hpp"

namespace kelpie::executor {

namespace {

using tables::Type;
using tables::Vector;

/// Turns a cell into a key such that the wanted cell has the greatest one.
template <bool Largest>
struct IntegerKey {
  using Cell = std::int64_t;
  using Key = std::int64_t;
  static constexpr Key lowest = std::numeric_limits<Key>::min();
  static Key of(Cell cell) { return Largest ? cell : ~cell; }
  static bool above(Key left, Key right) { return left > right; }
};

template <bool Largest>
struct ByteKey : IntegerKey<Largest> {
  using Cell = std::uint8_t;
  static std::int64_t of(Cell cell) { return Largest ? cell : -std::int64_t{cell}; }
};

/// A NaN beats all numbers, for arg_max and for arg_min.
template <bool Largest>
struct RealKey : IntegerKey<Largest> {
  using Cell = double;
  static std::int64_t of(Cell cell) {
    if (std::isnan(cell)) return std::numeric_limits<std::int64_t>::max();
    const auto bits = std::bit_cast<std::int64_t>(cell == 0 ? 0.0 : cell);
    const std::int64_t ordered = bits < 0 ? bits ^ std::numeric_limits<std::int64_t>::max() : bits;
    return Largest ? ordered : ~ordered;
  }
};

template <bool Largest>
struct TextKey {
  using Cell = std::string_view;
  using Key = std::string_view;
  static constexpr Key lowest{};
  static Key of(Cell cell) { return cell; }
  static bool above(Key left, Key right) { return Largest ? left > right : left < right; }
};

template <bool Largest>
struct DecimalKey {
  using Cell = tables::Decimal;
  using Key = tables::Decimal;
  static constexpr Key lowest{};
  static Key of(const Cell& cell) { return cell; }
  static bool above(const Key& left, const Key& right) {
    return Largest ? tables::compare(left, right) > 0 : tables::compare(left, right) < 0;
  }
};

/// Keeps for each group the key and the place of its best row; what the row holds is fetched at the end. Of equal keys
/// the first row wins.
template <typename KeyOf>
class ArgExtremum final : public Aggregator {
  using Cell = typename KeyOf::Cell;
  using Key = typename KeyOf::Key;
  static constexpr std::uint32_t null_row = 0x80000000u;  // in State::batch: the row's key is null, any other beats it
  static constexpr std::size_t cached_bytes = std::size_t{1} << 20;  // more states are fetched ahead
  static constexpr std::size_t ahead = 16;
  static constexpr bool ordinal = std::is_same_v<Key, std::int64_t>;

  struct State {
    Key key = KeyOf::lowest;
    std::uint32_t batch = RowReference::none;
    std::uint32_t row = 0;
  };

 public:
  explicit ArgExtremum(std::span<const Type> types) : types_(types.begin(), types.end()) {}

  void resize(std::size_t groups) override {
    if (groups > states_.size()) states_.resize(groups);
  }

  void update(std::span<const Vector> arguments, std::span<const std::uint32_t> group_of) override {
    const Vector flat = arguments[0].flattened();
    const Cell* cells = flat.values<Cell>();
    const std::uint8_t* validity = flat.validity();
    const std::uint32_t batch = batches_.next();
    const std::size_t count = group_of.size();
    bool won = false;
    if (states_.size() == 1)
      won = add_to_one(cells, validity, count, batch);
    else if (validity == nullptr)
      won = add<false>(cells, validity, group_of, batch);
    else
      won = add<true>(cells, validity, group_of, batch);
    if (!won) return;
    batches_.keep(arguments);
    if (batches_.crowded()) release();
  }

  void merge(Aggregator& other, std::span<const std::uint32_t> group_map) override {
    auto& from = static_cast<ArgExtremum&>(other);
    const std::uint32_t offset = batches_.take(from.batches_);
    for (std::size_t group = 0; group < from.states_.size(); ++group) {
      State state = from.states_[group];
      if (state.batch == RowReference::none) continue;
      State& mine = states_[group_map[group]];
      const bool better = mine.batch == RowReference::none ||
                          (state.batch < null_row && (mine.batch >= null_row || KeyOf::above(state.key, mine.key)));
      state.batch += offset;
      if (better) mine = state;
    }
  }

  [[nodiscard]] std::vector<Vector> finish() override {
    std::vector<RowReference> rows(states_.size());
    for (std::size_t group = 0; group < states_.size(); ++group) {
      const State& state = states_[group];
      if (state.batch != RowReference::none) rows[group] = {state.batch & ~null_row, state.row};
    }
    std::vector<Vector> columns;
    for (std::size_t column = 0; column < types_.size(); ++column)
      columns.push_back(batches_.gather(column, types_[column], rows));
    return columns;
  }

  [[nodiscard]] std::size_t memory() const override { return states_.capacity() * sizeof(State); }

 private:
  template <bool Nulls>
  bool add(const Cell* cells, const std::uint8_t* validity, std::span<const std::uint32_t> group_of,
           std::uint32_t batch) {
    bool won = false;
    State* const states = states_.data();
    const bool far = states_.size() * sizeof(State) > cached_bytes;
    for (std::size_t row = 0; row < group_of.size(); ++row) {
      if (far && row + ahead < group_of.size()) __builtin_prefetch(&states[group_of[row + ahead]], 1);
      State& state = states[group_of[row]];
      if constexpr (Nulls) {
        if (validity[row] == 0) {
          if (state.batch == RowReference::none)
            state = {KeyOf::lowest, batch | null_row, static_cast<std::uint32_t>(row)}, won = true;
          continue;
        }
      }
      const Key key = KeyOf::of(cells[row]);
      // The lowest key stands for "nothing yet" and may be a real one as well: then the batch tells.
      if (ordinal ? KeyOf::above(key, state.key) || state.batch >= null_row
                  : state.batch >= null_row || KeyOf::above(key, state.key)) {
        state = {key, batch, static_cast<std::uint32_t>(row)};
        won = true;
      }
    }
    return won;
  }

  bool add_to_one(const Cell* cells, const std::uint8_t* validity, std::size_t count, std::uint32_t batch) {
    State best = states_[0];
    for (std::size_t row = 0; row < count; ++row) {
      if (validity != nullptr && validity[row] == 0) {
        if (best.batch == RowReference::none) best = {KeyOf::lowest, batch | null_row, static_cast<std::uint32_t>(row)};
        continue;
      }
      const Key key = KeyOf::of(cells[row]);
      if (best.batch >= null_row || KeyOf::above(key, best.key)) best = {key, batch, static_cast<std::uint32_t>(row)};
    }
    const bool won = best.batch != states_[0].batch;
    states_[0] = best;
    return won;
  }

  void release() {
    std::vector<bool> wanted(batches_.next(), false);
    for (const State& state : states_) {
      if (state.batch != RowReference::none) wanted[state.batch & ~null_row] = true;
    }
    batches_.release(wanted);
  }

  std::vector<Type> types_;
  std::vector<State> states_;
  KeptBatches batches_;
};

template <bool Largest>
std::unique_ptr<Aggregator> make(const CallSite& site) {
  switch (tables::physical_of(site.argument_types[0])) {
    case tables::Physical::byte:
      return std::make_unique<ArgExtremum<ByteKey<Largest>>>(site.argument_types);
    case tables::Physical::integer:
      return std::make_unique<ArgExtremum<IntegerKey<Largest>>>(site.argument_types);
    case tables::Physical::real:
      return std::make_unique<ArgExtremum<RealKey<Largest>>>(site.argument_types);
    case tables::Physical::decimal:
      return std::make_unique<ArgExtremum<DecimalKey<Largest>>>(site.argument_types);
    case tables::Physical::guid:
    case tables::Physical::text:
      break;
  }
  return std::make_unique<ArgExtremum<TextKey<Largest>>>(site.argument_types);
}

}  // namespace

void add_arg_extremum_aggregates(FunctionRegistry& registry) {
  const std::string orderable = "bool|int|long|real|decimal|string|datetime|timespan";
  registry.add(AggregateFunction{
      .name = "arg_max",
      .aliases = {"argmax"},
      .summary = "Finds the row of each group whose expression is largest, and returns other expressions of that row.",
      .example = "datatable(user:string, tries:long)[\"ada\", 3, \"bob\", 7] | summarize arg_max(tries, user)",
      .naming = ResultNaming::none,
      .shape = AggregateShape::arg_extremum,
      .overloads = {{.signature = "(maximized:" + orderable + ", returned?...:scalar) -> first", .make = make<true>}}});
  registry.add(AggregateFunction{
      .name = "arg_min",
      .aliases = {"argmin"},
      .summary = "Finds the row of each group whose expression is smallest, and returns other expressions of that row.",
      .example = "datatable(user:string, tries:long)[\"ada\", 3, \"bob\", 7] | summarize arg_min(tries, user)",
      .naming = ResultNaming::none,
      .shape = AggregateShape::arg_extremum,
      .overloads = {
          {.signature = "(minimized:" + orderable + ", returned?...:scalar) -> first", .make = make<false>}}});
}

}  // namespace kelpie::executor
