#include "executor/aggregates/aggregate_families.hpp"
#include "executor/aggregates/array_result.hpp"
#include "executor/aggregates/distinct_values.hpp"
#include "executor/aggregates/filtered_aggregator.hpp"
#include "executor/aggregates/met_pairs.hpp"
#include "tables/dynamic_array.hpp"

namespace kelpie::executor {

namespace {

using tables::Type;
using tables::Vector;

constexpr std::uint32_t not_met = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t null_entry = not_met - 1;
constexpr std::size_t remembered_dictionaries = 8;

/// make_set: the different values of a group in order of appearance. Values are numbered, an entry of a dictionary when
/// it is first met; a group holds its first number itself, further ones are in a set of pairs.
template <typename Kind>
class SetAggregator final : public Aggregator {
  using Values = DistinctValues<Kind>;
  using Cell = typename Values::Cell;

  struct Group {
    std::uint32_t first = not_met;
    std::uint32_t count = 0;
  };
  struct Entries {
    std::shared_ptr<const tables::Dictionary> dictionary;
    std::vector<std::uint32_t> numbers;
    MetPairs met;
  };

 public:
  SetAggregator(Type type, std::uint64_t limit) : type_(type), limit_(limit) {}

  void resize(std::size_t groups) override {
    if (groups > groups_.size()) groups_.resize(groups);
  }

  void update(std::span<const Vector> arguments, std::span<const std::uint32_t> group_of) override {
    const Vector& argument = arguments[0];
    if (group_of.empty()) return;
    if constexpr (Values::dynamic) {
      add_dynamic(argument.flattened(), group_of);
    } else if (argument.is_dictionary()) {
      Entries& entries = entries_of(argument.dictionary());
      tables::with_codes(argument, [&](const auto* codes) { add_codes(entries, codes, group_of); });
    } else if (argument.is_constant()) {
      if (argument.is_null_at(0)) return;
      const std::uint32_t number = number_of(*argument.values<Cell>());
      for (const std::uint32_t group : group_of) add(group, number);
    } else {
      const Cell* cells = argument.values<Cell>();
      const std::uint8_t* validity = argument.validity();
      for (std::size_t row = 0; row < group_of.size(); ++row) {
        if (validity == nullptr || validity[row] != 0) add(group_of[row], number_of(cells[row]));
      }
    }
  }

  void merge(Aggregator& other, std::span<const std::uint32_t> group_map) override {
    auto& from = static_cast<SetAggregator&>(other);
    std::vector<std::uint32_t> numbers(from.values_.size());
    for (std::uint32_t number = 0; number < numbers.size(); ++number)
      numbers[number] = number_of(from.values_.value(number));
    for (std::size_t group = 0; group < from.groups_.size(); ++group) {
      if (from.groups_[group].count != 0) add(group_map[group], numbers[from.groups_[group].first]);
    }
    from.pairs_.for_each([&](std::uint32_t group, std::uint32_t number) { add(group_map[group], numbers[number]); });
  }

  [[nodiscard]] std::vector<Vector> finish() override {
    std::vector<std::size_t> next(groups_.size() + 1, 0);
    for (std::size_t group = 0; group < groups_.size(); ++group) next[group + 1] = next[group] + groups_[group].count;
    const auto numbers = std::make_unique_for_overwrite<std::uint32_t[]>(next.back());
    for (std::size_t group = 0; group < groups_.size(); ++group) {
      if (groups_[group].count != 0) numbers[next[group]++] = groups_[group].first;
    }
    pairs_.for_each([&](std::uint32_t group, std::uint32_t number) { numbers[next[group]++] = number; });
    // Now next[group] is where the numbers of the group end.
    tables::FlatBuilder<std::string_view> result(Type::dynamic, groups_.size());
    tables::DynamicBuilder out;
    for (std::size_t group = 0; group < groups_.size(); ++group) {
      const std::uint32_t* const first = numbers.get() + next[group] - groups_[group].count;
      result.set(group, array_of(result.arena(), out, std::span(first, groups_[group].count)));
    }
    return {result.finish()};
  }

  [[nodiscard]] std::size_t memory() const override {
    return groups_.capacity() * sizeof(Group) + pairs_.memory() + values_.memory();
  }

 private:
  std::string_view array_of(tables::TextArena& arena, tables::DynamicBuilder& out,
                            std::span<const std::uint32_t> numbers) const {
    if constexpr (Values::dynamic) {
      out.clear();
      out.begin_array();
      for (const std::uint32_t number : numbers) out.value(tables::DynamicView(values_.value(number)));
      out.end_array();
      return arena.put(out.bytes());
    } else {
      return tables::put_array<Cell>(
          arena, type_, numbers.size(), [&](std::size_t i) -> const Cell& { return values_.value(numbers[i]); },
          [](std::size_t) { return true; });
    }
  }

  void add(std::uint32_t number_of_group, std::uint32_t number) {
    Group& group = groups_[number_of_group];
    if (group.first == number || group.count >= limit_) return;
    if (group.count == 0) {
      group = {.first = number, .count = 1};
    } else if (pairs_.insert(number_of_group, number)) {
      ++group.count;
    }
  }

  std::uint32_t number_of(const Cell& cell) {
    all_of_first_ = false;
    return values_.number_of(cell);
  }
  /// Of a text that this dictionary's entry has not brought yet. As long as all come of one dictionary that has each
  /// text once, they need not be told apart.
  std::uint32_t number_of(const Entries& entries, const Cell& cell) {
    if constexpr (std::is_same_v<Kind, std::string_view>) {
      if (values_.size() == 0 && entries.dictionary->distinct()) first_ = entries.dictionary;
      if (all_of_first_ && entries.dictionary == first_) return values_.add_unmet(cell);
    }
    return number_of(cell);
  }

  Entries& entries_of(const std::shared_ptr<const tables::Dictionary>& dictionary) {
    for (Entries& entries : dictionaries_) {
      if (entries.dictionary == dictionary) return entries;
    }
    Entries fresh{dictionary, std::vector<std::uint32_t>(dictionary->size(), not_met), {}};
    if (dictionaries_.size() < remembered_dictionaries) return dictionaries_.emplace_back(std::move(fresh));
    next_dictionary_ = (next_dictionary_ + 1) % remembered_dictionaries;
    return dictionaries_[next_dictionary_] = std::move(fresh);
  }

  template <typename Code>
  void add_codes(Entries& entries, const Code* codes, std::span<const std::uint32_t> group_of) {
    constexpr std::size_t ahead = 12;
    const std::uint32_t* numbers = entries.numbers.data();
    // Few rows would not pay for it.
    const bool many = group_of.size() * 16 >= groups_.size() * entries.numbers.size() / 64;
    if (many && entries.met.fits(groups_.size(), entries.numbers.size())) {
      for (std::size_t row = 0; row < group_of.size(); ++row) {
        if (entries.met.meet(group_of[row], codes[row])) [[unlikely]]
          add_entry(entries, group_of[row], codes[row]);
      }
      return;
    }
    for (std::size_t row = 0; row < group_of.size(); ++row) {
      if (row + ahead < group_of.size()) pairs_.prefetch(group_of[row + ahead], numbers[codes[row + ahead]]);
      add_entry(entries, group_of[row], codes[row]);
    }
  }
  void add_entry(Entries& entries, std::uint32_t group, std::size_t entry) {
    std::uint32_t& number = entries.numbers[entry];
    if (number == not_met) [[unlikely]] {
      const Vector& values = entries.dictionary->values();
      const bool null = values.validity() != nullptr && values.validity()[entry] == 0;
      number = null ? null_entry : number_of(entries, values.template values<Cell>()[entry]);
    }
    if (number != null_entry) add(group, number);
  }

  /// A dynamic array gives its elements; a dynamic null is a value.
  void add_dynamic(const Vector& flat, std::span<const std::uint32_t> group_of) {
    const std::string_view* cells = flat.values<std::string_view>();
    const std::uint8_t* validity = flat.validity();
    for (std::size_t row = 0; row < group_of.size(); ++row) {
      const tables::DynamicView view(validity == nullptr || validity[row] != 0 ? cells[row] : std::string_view{});
      if (view.kind() != tables::DynamicKind::array) {
        add(group_of[row], number_of(view.bytes()));
        continue;
      }
      for (std::size_t i = 0; i < view.size(); ++i) add(group_of[row], number_of(view.element(i).bytes()));
    }
  }

  Type type_;
  std::uint64_t limit_;
  std::vector<Group> groups_;
  PairSet pairs_;
  DistinctValues<Kind> values_;
  std::shared_ptr<const tables::Dictionary> first_;  // the first texts came of it, and lie there
  bool all_of_first_ = true;                         // of all texts
  std::vector<Entries> dictionaries_;
  std::size_t next_dictionary_ = 0;
};

AggregatorFactory make(std::int64_t otherwise) {
  return [otherwise](const CallSite& site) -> std::unique_ptr<Aggregator> {
    const Type type = site.argument_types[0];
    const std::uint64_t limit = collection_limit(site, 1, otherwise);
    if (type == Type::dynamic) return std::make_unique<SetAggregator<DynamicCell>>(type, limit);
    return tables::with_physical(tables::physical_of(type), [&]<typename T>(T*) -> std::unique_ptr<Aggregator> {
      return std::make_unique<SetAggregator<T>>(type, limit);
    });
  };
}

}  // namespace

void add_set_aggregates(FunctionRegistry& registry) {
  const AggregatorFactory set = make(largest_collection);
  registry.add(AggregateFunction{
      .name = "make_set",
      .summary = "Collects the different values of each group in an array.",
      .example = "datatable(user:string)[\"ada\", \"bob\", \"ada\"] | summarize make_set(user)",
      .prefix = "set",
      .overloads = {{.signature = "(value:scalar, const maxSize?:integer) -> dynamic", .make = set}}});
  registry.add(AggregateFunction{
      .name = "make_set_if",
      .summary = "Collects the different values of the rows of each group where the predicate is true, in an array.",
      .example =
          "datatable(user:string, code:int)[\"ada\", 0, \"bob\", 50126] | summarize make_set_if(user, code != 0)",
      .prefix = "set",
      .overloads = {{.signature = "(value:scalar, predicate:bool, const maxSize?:integer) -> dynamic",
                     .make = filtered(set, 1)}}});
  registry.add(AggregateFunction{
      .name = "makeset",
      .summary = "Collects the different values of each group in an array of at most 128 elements unless told "
                 "otherwise; make_set is its "
                 "successor.",
      .example = "datatable(user:string)[\"ada\", \"bob\", \"ada\"] | summarize makeset(user)",
      .prefix = "set",
      .overloads = {{.signature = "(value:scalar, const maxSize?:integer) -> dynamic", .make = make(128)}}});
}

}  // namespace kelpie::executor
