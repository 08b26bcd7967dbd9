#include "executor/aggregates/aggregate_families.hpp"
#include "executor/aggregates/byte_count.hpp"
#include "tables/builder.hpp"

namespace kelpie::executor {

namespace {

/// Counts rows; with few groups in four counters each, so that neighbouring rows of one group need not wait for each
/// other.
class RowCounts {
  static constexpr std::size_t few_groups = 1024;

 public:
  void resize(std::size_t groups) {
    if (groups <= counts_.size()) return;
    join_lanes();
    counts_.resize(groups);
    lanes_.clear();
    if (groups > 1 && groups <= few_groups) lanes_.resize(3 * groups);
  }
  [[nodiscard]] bool one_group() const { return counts_.size() == 1; }
  void add(std::size_t group, std::int64_t rows) { counts_[group] += rows; }

  /// weight(row) rows of each row's group.
  template <typename Weight>
  void add(std::span<const std::uint32_t> group_of, Weight weight) {
    std::size_t row = 0;
    std::int64_t* const first = counts_.data();
    if (!lanes_.empty()) {
      std::int64_t* const second = lanes_.data();
      std::int64_t* const third = second + counts_.size();
      std::int64_t* const fourth = third + counts_.size();
      for (; row + 4 <= group_of.size(); row += 4) {
        first[group_of[row]] += weight(row);
        second[group_of[row + 1]] += weight(row + 1);
        third[group_of[row + 2]] += weight(row + 2);
        fourth[group_of[row + 3]] += weight(row + 3);
      }
    }
    for (; row < group_of.size(); ++row) first[group_of[row]] += weight(row);
  }

  void merge(RowCounts& other, std::span<const std::uint32_t> group_map) {
    other.join_lanes();
    for (std::size_t group = 0; group < other.counts_.size(); ++group)
      counts_[group_map[group]] += other.counts_[group];
  }
  [[nodiscard]] tables::Vector finish() {
    join_lanes();
    auto counts = std::make_shared<const std::vector<std::int64_t>>(std::move(counts_));
    const std::int64_t* values = counts->data();
    return tables::Vector::flat<std::int64_t>(tables::Type::long_, counts->size(), values, nullptr, counts);
  }
  [[nodiscard]] std::size_t memory() const { return (counts_.capacity() + lanes_.capacity()) * sizeof(std::int64_t); }

 private:
  void join_lanes() {
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      counts_[i % counts_.size()] += lanes_[i];
      lanes_[i] = 0;
    }
  }

  std::vector<std::int64_t> counts_;
  std::vector<std::int64_t> lanes_;
};

/// count(): rows, whatever the arguments hold.
class CountAggregator final : public Aggregator {
 public:
  void resize(std::size_t groups) override { counts_.resize(groups); }
  void update(std::span<const tables::Vector>, std::span<const std::uint32_t> group_of) override {
    if (counts_.one_group()) return counts_.add(0, static_cast<std::int64_t>(group_of.size()));
    counts_.add(group_of, [](std::size_t) { return std::int64_t{1}; });
  }
  [[nodiscard]] bool counts_rows() const override { return true; }
  void add_rows(std::span<const std::uint32_t> groups, std::span<const std::uint32_t> rows) override {
    for (std::size_t i = 0; i < groups.size(); ++i) counts_.add(groups[i], rows[i]);
  }
  void merge(Aggregator& other, std::span<const std::uint32_t> group_map) override {
    counts_.merge(static_cast<CountAggregator&>(other).counts_, group_map);
  }
  [[nodiscard]] std::vector<tables::Vector> finish() override { return {counts_.finish()}; }
  [[nodiscard]] std::size_t memory() const override { return counts_.memory(); }

 private:
  RowCounts counts_;
};

/// countif(): rows where the argument is true; null is not.
class CountIfAggregator final : public Aggregator {
 public:
  void resize(std::size_t groups) override { counts_.resize(groups); }

  void update(std::span<const tables::Vector> arguments, std::span<const std::uint32_t> group_of) override {
    const tables::Vector predicate = arguments[0].flattened();
    const std::uint8_t* values = predicate.values<std::uint8_t>();
    const std::uint8_t* validity = predicate.validity();
    if (counts_.one_group()) return count_all(values, validity, group_of.size());
    if (validity == nullptr) {
      counts_.add(group_of, [values](std::size_t row) { return static_cast<std::int64_t>(values[row]); });
    } else {
      counts_.add(group_of, [=](std::size_t row) { return static_cast<std::int64_t>(values[row] & validity[row]); });
    }
  }
  void merge(Aggregator& other, std::span<const std::uint32_t> group_map) override {
    counts_.merge(static_cast<CountIfAggregator&>(other).counts_, group_map);
  }
  [[nodiscard]] std::vector<tables::Vector> finish() override { return {counts_.finish()}; }
  [[nodiscard]] std::size_t memory() const override { return counts_.memory(); }

 private:
  void count_all(const std::uint8_t* values, const std::uint8_t* validity, std::size_t count) {
    if (validity != nullptr) {
      true_.assign(values, values + count);
      and_bytes(true_.data(), validity, count);
      values = true_.data();
    }
    counts_.add(0, static_cast<std::int64_t>(count_ones(values, count)));
  }

  RowCounts counts_;
  std::vector<std::uint8_t> true_;
};

template <typename Counter>
AggregatorFactory make() {
  return [](const CallSite&) { return std::make_unique<Counter>(); };
}

}  // namespace

void add_count_aggregates(FunctionRegistry& registry) {
  registry.add(
      AggregateFunction{.name = "count",
                        .summary = "Counts the rows of each group, nulls included.",
                        .example = "datatable(user:string)[\"ada\", \"bob\", \"ada\"] | summarize count() by user",
                        .overloads = {{.signature = "() -> long", .make = make<CountAggregator>()},
                                      {.signature = "(value:scalar) -> long", .make = make<CountAggregator>()}}});
  registry.add(AggregateFunction{.name = "cnt",
                                 .summary = "Counts the rows of each group, as count does: an old spelling.",
                                 .example = "datatable(user:string)[\"ada\", \"bob\", \"ada\"] | summarize cnt() by user",
                                 .overloads = {{.signature = "() -> long", .make = make<CountAggregator>()}}});
  registry.add(
      AggregateFunction{.name = "countif",
                        .summary = "Counts the rows of each group where the predicate is true.",
                        .example = "datatable(code:int)[0, 50126, 0] | summarize countif(code != 0)",
                        .overloads = {{.signature = "(predicate:bool) -> long", .make = make<CountIfAggregator>()}}});
}

}  // namespace kelpie::executor
