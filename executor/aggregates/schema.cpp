#include <map>
#include <memory>
#include <string>

#include "executor/aggregates/aggregate_families.hpp"
#include "tables/builder.hpp"
#include "tables/dynamic.hpp"

namespace kelpie::executor {

namespace {

using tables::DynamicBuilder;
using tables::DynamicKind;
using tables::DynamicView;
using tables::Type;
using tables::Vector;

/// What values were met at one place of the dynamic values of a group.
class Schema {
 public:
  void add(DynamicView value, std::size_t depth = 0) {
    if (depth > tables::max_dynamic_depth) return;
    switch (value.kind()) {
      case DynamicKind::null:
        return;
      case DynamicKind::bag:
        bag_ = true;
        for (std::size_t i = 0; i < value.size(); ++i) member(value.key(i)).add(value.value(i), depth + 1);
        return;
      case DynamicKind::array:
        if (!elements_) elements_ = std::make_unique<Schema>();
        for (std::size_t i = 0; i < value.size(); ++i) elements_->add(value.element(i), depth + 1);
        return;
      default:
        scalars_ |= 1u << static_cast<unsigned>(value.kind());
    }
  }

  void join(const Schema& other) {
    scalars_ |= other.scalars_;
    bag_ = bag_ || other.bag_;
    for (const auto& [key, place] : other.order_of_members()) member(*key).join(*place);
    if (!other.elements_) return;
    if (!elements_) elements_ = std::make_unique<Schema>();
    elements_->join(*other.elements_);
  }

  /// One type alone, several as an array.
  void write(DynamicBuilder& out) const {
    const unsigned types = static_cast<unsigned>(__builtin_popcount(scalars_)) + (container() ? 1 : 0);
    if (types == 0) return out.string("null");
    if (types > 1) out.begin_array();
    for (unsigned kind = 0; kind < 32; ++kind) {
      if ((scalars_ >> kind & 1u) != 0) out.string(name_of(static_cast<DynamicKind>(kind)));
    }
    if (container()) write_container(out);
    if (types > 1) out.end_array();
  }

  [[nodiscard]] bool nothing() const { return scalars_ == 0 && !container(); }

 private:
  using Members = std::map<std::string, std::pair<std::size_t, std::unique_ptr<Schema>>, std::less<>>;

  [[nodiscard]] bool container() const { return bag_ || elements_ != nullptr; }

  Schema& member(std::string_view key) {
    auto found = members_.find(key);
    if (found == members_.end()) {
      found = members_.emplace(std::string(key), std::pair(members_.size(), std::make_unique<Schema>())).first;
    }
    return *found->second.second;
  }
  [[nodiscard]] std::vector<std::pair<const std::string*, const Schema*>> order_of_members() const {
    std::vector<std::pair<const std::string*, const Schema*>> order(members_.size());
    for (const auto& [key, place] : members_) order[place.first] = {&key, place.second.get()};
    return order;
  }
  void write_container(DynamicBuilder& out) const {
    out.begin_bag();
    for (const auto& [key, place] : order_of_members()) {
      out.key(*key);
      place->write(out);
    }
    if (elements_) {
      out.key("`indexer`");
      elements_->write(out);
    }
    out.end_bag();
  }
  static std::string_view name_of(DynamicKind kind) {
    switch (kind) {
      case DynamicKind::boolean:
        return "bool";
      case DynamicKind::long_:
        return "long";
      case DynamicKind::real:
        return "double";
      case DynamicKind::string:
        return "string";
      case DynamicKind::datetime:
        return "datetime";
      case DynamicKind::timespan:
        return "timespan";
      case DynamicKind::guid:
        return "guid";
      case DynamicKind::decimal:
        return "decimal";
      default:
        return "null";
    }
  }

  unsigned scalars_ = 0;  // one bit a DynamicKind
  bool bag_ = false;
  Members members_;  // with their place in order of appearance
  std::unique_ptr<Schema> elements_;
};

class SchemaAggregator final : public Aggregator {
 public:
  void resize(std::size_t groups) override {
    if (groups > schemas_.size()) schemas_.resize(groups);
  }
  void update(std::span<const Vector> arguments, std::span<const std::uint32_t> group_of) override {
    const Vector flat = arguments[0].flattened();
    const auto* cells = flat.values<std::string_view>();
    for (std::size_t row = 0; row < group_of.size(); ++row) {
      if (flat.validity() == nullptr || flat.validity()[row] != 0) schemas_[group_of[row]].add(DynamicView(cells[row]));
    }
  }
  void merge(Aggregator& other, std::span<const std::uint32_t> group_map) override {
    auto& from = static_cast<SchemaAggregator&>(other);
    for (std::size_t group = 0; group < from.schemas_.size(); ++group)
      schemas_[group_map[group]].join(from.schemas_[group]);
  }
  [[nodiscard]] std::vector<Vector> finish() override {
    tables::FlatBuilder<std::string_view> result(Type::dynamic, schemas_.size());
    DynamicBuilder out;
    for (std::size_t group = 0; group < schemas_.size(); ++group) {
      if (schemas_[group].nothing()) {
        result.set_null(group);
        continue;
      }
      schemas_[group].write(out);
      result.set(group, result.arena().put(out.finish()));
    }
    return {result.finish()};
  }

 private:
  std::vector<Schema> schemas_;
};

}  // namespace

void add_schema_aggregates(FunctionRegistry& registry) {
  registry.add(AggregateFunction{.name = "buildschema",
                                 .summary = "Describes the smallest schema that all dynamic values of each group fit.",
                                 .example = "datatable(event:dynamic)[dynamic({\"code\":0}), "
                                            "dynamic({\"code\":\"none\"})] | summarize buildschema(event)",
                                 .prefix = "schema",
                                 .overloads = {{.signature = "(value:dynamic) -> dynamic", .make = [](const CallSite&) {
                                                  return std::make_unique<SchemaAggregator>();
                                                }}}});
}

}  // namespace kelpie::executor
