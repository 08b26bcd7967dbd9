#include "executor/aggregates/aggregate_families.hpp"
#include "executor/aggregates/dcount_accuracy.hpp"
#include "executor/aggregates/distinct_counter.hpp"
#include "executor/aggregates/filtered_aggregator.hpp"
#include "executor/aggregates/hashed_rows.hpp"
#include "tables/builder.hpp"

namespace kelpie::executor {

namespace {

class DistinctCountAggregator final : public Aggregator {
 public:
  explicit DistinctCountAggregator(DcountAccuracy accuracy) : counter_(accuracy.precision, accuracy.exact) {}

  void resize(std::size_t groups) override { counter_.resize(groups); }
  void update(std::span<const tables::Vector> arguments, std::span<const std::uint32_t> group_of) override {
    rows_.add_to(counter_, arguments[0], group_of);
  }
  void merge(Aggregator& other, std::span<const std::uint32_t> group_map) override {
    counter_.merge(static_cast<DistinctCountAggregator&>(other).counter_, group_map);
  }
  [[nodiscard]] std::vector<tables::Vector> finish() override {
    auto counts = std::make_shared<const std::vector<std::int64_t>>(counter_.counts());
    const std::int64_t* values = counts->data();
    return {tables::Vector::flat<std::int64_t>(tables::Type::long_, counts->size(), values, nullptr, counts)};
  }
  [[nodiscard]] std::size_t memory() const override { return counter_.memory() + rows_.memory(); }

 private:
  DistinctCounter counter_;
  HashedRows rows_;
};

std::unique_ptr<Aggregator> make_dcount(const CallSite& site) {
  return std::make_unique<DistinctCountAggregator>(dcount_accuracy(site, 1));
}

std::unique_ptr<Aggregator> make_count_distinct(const CallSite&) {
  return std::make_unique<DistinctCountAggregator>(DcountAccuracy{.precision = 0, .exact = 0});
}

}  // namespace

void add_distinct_count_aggregates(FunctionRegistry& registry) {
  registry.add(AggregateFunction{
      .name = "dcount",
      .summary = "Estimates how many different values each group has; small groups are counted exactly.",
      .example = "datatable(user:string)[\"ada\", \"bob\", \"ada\"] | summarize dcount(user)",
      .overloads = {{.signature = "(value:scalar, const accuracy?:integer) -> long", .make = make_dcount}}});
  registry.add(AggregateFunction{
      .name = "dcountif",
      .summary = "Estimates how many different values the rows of each group have where the predicate is true.",
      .example =
          "datatable(user:string, failed:bool)[\"ada\", true, \"bob\", false] | summarize dcountif(user, failed)",
      .overloads = {{.signature = "(value:scalar, predicate:bool, const accuracy?:integer) -> long",
                     .make = filtered(make_dcount, 1)}}});
  const std::string plain = "bool|int|long|real|decimal|string|datetime|timespan|guid";
  registry.add(
      AggregateFunction{.name = "count_distinct",
                        .summary = "Counts exactly how many different values each group has.",
                        .example = "datatable(user:string)[\"ada\", \"bob\", \"ada\"] | summarize count_distinct(user)",
                        .overloads = {{.signature = "(value:" + plain + ") -> long", .make = make_count_distinct}}});
  registry.add(AggregateFunction{
      .name = "count_distinctif",
      .summary = "Counts exactly how many different values the rows of each group have where the predicate is true.",
      .example = "datatable(user:string, failed:bool)[\"ada\", true, \"bob\", false] | summarize "
                 "count_distinctif(user, failed)",
      .overloads = {
          {.signature = "(value:" + plain + ", predicate:bool) -> long", .make = filtered(make_count_distinct, 1)}}});
}

}  // namespace kelpie::executor
