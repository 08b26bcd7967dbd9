#include <array>
#include <cmath>
#include <optional>

#include "executor/aggregates/aggregate_families.hpp"
#include "executor/aggregates/dcount_accuracy.hpp"
#include "executor/aggregates/filtered_aggregator.hpp"
#include "executor/aggregates/hashed_rows.hpp"
#include "executor/aggregates/hll_value.hpp"

namespace kelpie::executor {

namespace {

using tables::Vector;

class HllAggregator final : public Aggregator {
 public:
  explicit HllAggregator(DcountAccuracy accuracy)
      : precision_(accuracy.precision), counter_(accuracy.precision, accuracy.exact) {}

  void resize(std::size_t groups) override { counter_.resize(groups); }
  void update(std::span<const Vector> arguments, std::span<const std::uint32_t> group_of) override {
    rows_.add_to(counter_, arguments[0], group_of);
  }
  void merge(Aggregator& other, std::span<const std::uint32_t> group_map) override {
    counter_.merge(static_cast<HllAggregator&>(other).counter_, group_map);
  }
  [[nodiscard]] std::vector<Vector> finish() override { return {hll_values(counter_, precision_)}; }
  [[nodiscard]] std::size_t memory() const override { return counter_.memory() + rows_.memory(); }

 private:
  unsigned precision_;
  DistinctCounter counter_;
  HashedRows rows_;
};

/// Joins values that hll() has made. Sketches of different precision lose what the coarsest does not have.
class HllMergeAggregator final : public Aggregator {
 public:
  void resize(std::size_t groups) override { groups_ = std::max(groups_, groups); }

  void update(std::span<const Vector> arguments, std::span<const std::uint32_t> group_of) override {
    const Vector flat = arguments[0].flattened();
    const auto* cells = flat.values<std::string_view>();
    for (std::size_t row = 0; row < group_of.size(); ++row) {
      if (flat.validity() != nullptr && flat.validity()[row] == 0) continue;
      const std::optional<HllValue> value = HllValue::read(tables::DynamicView(cells[row]));
      if (value) value->add_to(counter(value->precision()), value->precision(), group_of[row]);
    }
  }
  void merge(Aggregator& other, std::span<const std::uint32_t> group_map) override {
    auto& from = static_cast<HllMergeAggregator&>(other);
    for (const DcountAccuracy& level : dcount_accuracies()) {
      if (auto& theirs = from.counters_[level.precision]) counter(level.precision).merge(*theirs, group_map);
    }
  }
  [[nodiscard]] std::vector<Vector> finish() override {
    std::optional<unsigned> coarsest;
    for (unsigned precision = 0; precision < counters_.size() && !coarsest; ++precision) {
      if (counters_[precision]) coarsest = precision;
    }
    const unsigned precision = coarsest.value_or(DcountAccuracy{}.precision);
    DistinctCounter& into = counter(precision);
    for (unsigned finer = precision + 1; finer < counters_.size(); ++finer) {
      if (!counters_[finer]) continue;
      counters_[finer]->resize(groups_);
      counters_[finer]->settle();
      counters_[finer]->for_each_hash(
          [&](std::uint32_t group, std::uint64_t hash) { into.add(std::span(&hash, 1), group); });
      for (std::uint32_t group = 0; group < groups_; ++group) {
        if (const HyperLogLog* sketch = counters_[finer]->sketch(group))
          into.add_sketch(sketch->reduced(precision), group);
      }
    }
    return {hll_values(into, precision)};
  }

 private:
  DistinctCounter& counter(unsigned precision) {
    auto& counter = counters_[precision];
    if (!counter) counter.emplace(precision, exact_values(precision));
    counter->resize(groups_);
    return *counter;
  }

  std::size_t groups_ = 0;
  std::array<std::optional<DistinctCounter>, 19> counters_;  // by precision
};

std::unique_ptr<Aggregator> make_hll(const CallSite& site) {
  return std::make_unique<HllAggregator>(dcount_accuracy(site, 1));
}

}  // namespace

void add_hll_aggregates(FunctionRegistry& registry) {
  const std::string types = "int|long|decimal|string|datetime|timespan|guid|dynamic";
  registry.add(AggregateFunction{
      .name = "hll",
      .summary = "Keeps what is needed to estimate the number of different values of each group later, with dcount_hll "
                 "and hll_merge.",
      .example =
          "datatable(user:string)[\"ada\", \"bob\", \"ada\"] | summarize users = hll(user) | project dcount_hll(users)",
      .overloads = {{.signature = "(value:" + types + ", const accuracy?:integer) -> dynamic", .make = make_hll}}});
  registry.add(AggregateFunction{
      .name = "hll_if",
      .summary =
          "Keeps what is needed to estimate the number of different values later, of rows where the predicate is true.",
      .example = "datatable(user:string, code:int)[\"ada\", 0, \"bob\", 1] | summarize users = hll_if(user, code > 0) "
                 "| project "
                 "dcount_hll(users)",
      .overloads = {{.signature = "(value:" + types + ", predicate:bool, const accuracy?:integer) -> dynamic",
                     .make = filtered(make_hll, 1)}}});
  registry.add(AggregateFunction{.name = "hll_merge",
                                 .summary = "Joins the results of hll of each group into one.",
                                 .example = "datatable(user:string, day:int)[\"ada\", 1, \"bob\", 2] | summarize users "
                                            "= hll(user) by day | summarize hll_merge(users)",
                                 .overloads = {{.signature = "(hll:dynamic) -> dynamic", .make = [](const CallSite&) {
                                                  return std::make_unique<HllMergeAggregator>();
                                                }}}});
  add_hll_functions(registry);
}

}  // namespace kelpie::executor
