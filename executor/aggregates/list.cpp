#include "executor/aggregates/aggregate_families.hpp"
#include "executor/aggregates/array_result.hpp"
#include "executor/aggregates/filtered_aggregator.hpp"
#include "executor/aggregates/grouped_log.hpp"
#include "tables/dynamic.hpp"

namespace kelpie::executor {

namespace {

using tables::Vector;

/// make_list: all values of a group, in order of arrival. A null inside a dynamic column counts as a value.
class ListAggregator final : public Aggregator {
 public:
  ListAggregator(tables::Type type, std::uint64_t limit, bool nulls) : type_(type), limit_(limit), nulls_(nulls) {}

  void resize(std::size_t groups) override {
    log_.resize(groups);
    if (groups > elements_.size()) elements_.resize(groups);
  }

  void update(std::span<const Vector> arguments, std::span<const std::uint32_t> group_of) override {
    const auto kept = arguments.first(1);
    std::optional<std::vector<std::uint32_t>> rows;
    if (!nulls_ && type_ != tables::Type::dynamic) rows = rows_with_value(arguments[0]);
    if (may_fill_up(group_of.size())) rows = rows_with_room(arguments[0], group_of, rows);
    if (rows)
      log_.add(kept, group_of, *rows);
    else
      log_.add(kept, group_of);
  }

  void merge(Aggregator& other, std::span<const std::uint32_t> group_map) override {
    auto& from = static_cast<ListAggregator&>(other);
    log_.merge(from.log_, group_map);
    for (std::size_t group = 0; group < from.elements_.size(); ++group)
      elements_[group_map[group]] += from.elements_[group];
    rows_ += from.rows_;
  }

  [[nodiscard]] std::vector<Vector> finish() override {
    return {make_arrays(log_.column(0, type_), log_.offsets(), limit_)};
  }
  [[nodiscard]] std::size_t memory() const override {
    return log_.memory() + elements_.capacity() * sizeof(std::uint64_t);
  }

 private:
  /// As long as all rows together are fewer than the limit, no group can be full.
  bool may_fill_up(std::size_t rows) {
    rows_ += rows;
    return rows_ > limit_ || type_ == tables::Type::dynamic;
  }

  std::optional<std::vector<std::uint32_t>> rows_with_room(
      const Vector& values, std::span<const std::uint32_t> group_of,
      const std::optional<std::vector<std::uint32_t>>& candidates) {
    const bool dynamic = type_ == tables::Type::dynamic;
    const Vector flat = dynamic ? values.flattened() : Vector();
    const std::string_view* cells = dynamic ? flat.values<std::string_view>() : nullptr;
    std::vector<std::uint32_t> rows;
    const std::size_t count = candidates ? candidates->size() : group_of.size();
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t row = candidates ? (*candidates)[i] : static_cast<std::uint32_t>(i);
      std::uint64_t& elements = elements_[group_of[row]];
      if (elements == 0) elements = dynamic ? 0 : log_.count(group_of[row]);
      if (elements >= limit_) continue;
      rows.push_back(row);
      const tables::DynamicView view(dynamic ? cells[row] : std::string_view{});
      elements += view.kind() == tables::DynamicKind::array ? view.size() : 1;
    }
    if (rows.size() == group_of.size()) return std::nullopt;
    return rows;
  }

  tables::Type type_;
  std::uint64_t limit_;
  bool nulls_;
  GroupedLog log_;
  std::vector<std::uint64_t> elements_;  // of each group, counted only once the limit may be near
  std::uint64_t rows_ = 0;
};

AggregatorFactory make(std::int64_t otherwise, bool nulls) {
  return [otherwise, nulls](const CallSite& site) {
    return std::make_unique<ListAggregator>(site.argument_types[0], collection_limit(site, 1, otherwise), nulls);
  };
}

}  // namespace

void add_list_aggregates(FunctionRegistry& registry) {
  const AggregatorFactory list = make(largest_collection, false);
  registry.add(AggregateFunction{
      .name = "make_list",
      .summary = "Collects the values of each group in an array, in order of the rows.",
      .example = "datatable(user:string)[\"ada\", \"bob\", \"ada\"] | summarize make_list(user)",
      .prefix = "list",
      .overloads = {{.signature = "(value:scalar, const maxSize?:integer) -> dynamic", .make = list}}});
  registry.add(AggregateFunction{
      .name = "make_list_if",
      .summary = "Collects the values of the rows of each group where the predicate is true, in an array.",
      .example =
          "datatable(user:string, code:int)[\"ada\", 0, \"bob\", 50126] | summarize make_list_if(user, code != 0)",
      .prefix = "list",
      .overloads = {{.signature = "(value:scalar, predicate:bool, const maxSize?:integer) -> dynamic",
                     .make = filtered(list, 1)}}});
  registry.add(AggregateFunction{
      .name = "make_list_with_nulls",
      .summary = "Collects the values of each group in an array, nulls too.",
      .example = "datatable(code:int)[0, int(null), 50126] | summarize make_list_with_nulls(code)",
      .prefix = "list",
      .overloads = {{.signature = "(value:scalar) -> dynamic", .make = make(largest_collection, true)}}});
  registry.add(AggregateFunction{
      .name = "makelist",
      .summary = "Collects the values of each group in an array of at most 128 elements unless told otherwise; "
                 "make_list is its successor.",
      .example = "datatable(user:string)[\"ada\", \"bob\", \"ada\"] | summarize makelist(user)",
      .prefix = "list",
      .overloads = {{.signature = "(value:scalar, const maxSize?:integer) -> dynamic", .make = make(128, false)}}});
}

}  // namespace kelpie::executor
