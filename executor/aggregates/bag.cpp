#include <unordered_set>

#include "executor/aggregates/aggregate_families.hpp"
#include "executor/aggregates/array_result.hpp"
#include "executor/aggregates/filtered_aggregator.hpp"
#include "executor/aggregates/grouped_log.hpp"
#include "tables/builder.hpp"
#include "tables/dynamic.hpp"

namespace kelpie::executor {

namespace {

using tables::DynamicKind;
using tables::DynamicView;
using tables::Type;
using tables::Vector;

/// Keys that were seen; few of them are compared one by one.
class SeenKeys {
 public:
  void clear() {
    few_.clear();
    many_.clear();
  }
  bool insert(std::string_view key) {
    if (many_.empty()) {
      for (const std::string_view seen : few_) {
        if (seen == key) return false;
      }
      few_.push_back(key);
      if (few_.size() > compared) many_.insert(few_.begin(), few_.end());
      return true;
    }
    return many_.insert(key).second;
  }

 private:
  static constexpr std::size_t compared = 16;
  std::vector<std::string_view> few_;
  std::unordered_set<std::string_view> many_;
};

/// make_bag: the entries of all bags of a group in one; the first value of a key stays. What is no bag does not count.
class BagAggregator final : public Aggregator {
 public:
  explicit BagAggregator(std::uint64_t limit) : limit_(limit) {}

  void resize(std::size_t groups) override { log_.resize(groups); }
  void update(std::span<const Vector> arguments, std::span<const std::uint32_t> group_of) override {
    const auto rows = rows_with_value(arguments[0]);
    if (rows)
      log_.add(arguments.first(1), group_of, *rows);
    else
      log_.add(arguments.first(1), group_of);
  }
  void merge(Aggregator& other, std::span<const std::uint32_t> group_map) override {
    log_.merge(static_cast<BagAggregator&>(other).log_, group_map);
  }

  [[nodiscard]] std::vector<Vector> finish() override {
    const Vector values = log_.column(0, Type::dynamic);
    const auto* cells = values.values<std::string_view>();
    const std::vector<std::size_t> offsets = log_.offsets();
    tables::FlatBuilder<std::string_view> result(Type::dynamic, log_.groups());
    tables::DynamicBuilder out;
    SeenKeys keys;
    for (std::size_t group = 0; group < log_.groups(); ++group) {
      keys.clear();
      std::uint64_t room = limit_;
      out.begin_bag();
      for (std::size_t row = offsets[group]; row < offsets[group + 1]; ++row) {
        const DynamicView bag(cells[row]);
        if (bag.kind() != DynamicKind::bag) continue;
        for (std::size_t i = 0; i < bag.size() && room > 0; ++i) {
          if (!keys.insert(bag.key(i))) continue;
          out.key(bag.key(i));
          out.value(bag.value(i));
          --room;
        }
      }
      out.end_bag();
      result.set(group, result.arena().put(out.finish()));
    }
    return {result.finish()};
  }
  [[nodiscard]] std::size_t memory() const override { return log_.memory(); }

 private:
  std::uint64_t limit_;
  GroupedLog log_;
};

std::unique_ptr<Aggregator> make(const CallSite& site) {
  return std::make_unique<BagAggregator>(collection_limit(site, 1, largest_collection));
}

}  // namespace

void add_bag_aggregates(FunctionRegistry& registry) {
  const std::vector<AggregateOverload> overloads{
      {.signature = "(value:dynamic, const maxSize?:integer) -> dynamic", .make = make}};
  registry.add(AggregateFunction{
      .name = "make_bag",
      .summary = "Joins the property bags of each group into one.",
      .example = "datatable(name:string, value:long)[\"a\", 1, \"b\", 2] | summarize make_bag(bag_pack(name, value))",
      .prefix = "bag",
      .overloads = overloads});
  registry.add(AggregateFunction{
      .name = "make_dictionary",
      .summary = "Joins the property bags of each group into one, as make_bag does.",
      .example = "datatable(name:string, value:long)[\"a\", 1] | summarize make_dictionary(bag_pack(name, value))",
      .prefix = "dictionary",
      .overloads = overloads});
  registry.add(AggregateFunction{
      .name = "make_bag_if",
      .summary = "Joins the property bags of the rows of each group where the predicate is true into one.",
      .example = "datatable(name:string, value:long)[\"a\", 1, \"b\", 2] | summarize make_bag_if(bag_pack(name, "
                 "value), value > 1)",
      .prefix = "bag",
      .overloads = {{.signature = "(value:dynamic, predicate:bool, const maxSize?:integer) -> dynamic",
                     .make = filtered(make, 1)}}});
}

}  // namespace kelpie::executor
