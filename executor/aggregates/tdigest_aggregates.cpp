#include "executor/aggregates/aggregate_families.hpp"
#include "executor/aggregates/real_column.hpp"
#include "executor/aggregates/tdigest.hpp"
#include "tables/builder.hpp"

namespace kelpie::executor {

namespace {

using tables::Type;
using tables::Vector;

/// tdigest of values, with a weight or without, and tdigest_merge of digests.
class TDigestAggregator final : public Aggregator {
 public:
  enum class Input { values, digests };
  TDigestAggregator(Input input, Type type) : input_(input), type_(type) {}

  void resize(std::size_t groups) override {
    if (groups > digests_.size()) digests_.resize(groups);
  }

  void update(std::span<const Vector> arguments, std::span<const std::uint32_t> group_of) override {
    if (input_ == Input::digests) return add_digests(arguments[0].flattened(), group_of);
    const Reals values = reals_of(arguments[0]);
    const Reals weights = arguments.size() > 1 ? reals_of(arguments[1]) : Reals{};
    for (std::size_t row = 0; row < group_of.size(); ++row) {
      if (values.valid[row] == 0) continue;
      if (arguments.size() == 1)
        digests_[group_of[row]].add(values.values[row]);
      else if (weights.valid[row] != 0)
        digests_[group_of[row]].add(values.values[row], static_cast<std::int64_t>(weights.values[row]));
    }
  }

  void merge(Aggregator& other, std::span<const std::uint32_t> group_map) override {
    auto& from = static_cast<TDigestAggregator&>(other);
    for (std::size_t group = 0; group < from.digests_.size(); ++group)
      digests_[group_map[group]].merge(from.digests_[group]);
    if (input_ == Input::digests && !typed_ && from.typed_) type_ = from.type_, typed_ = true;
  }

  [[nodiscard]] std::vector<Vector> finish() override {
    tables::FlatBuilder<std::string_view> result(Type::dynamic, digests_.size());
    tables::DynamicBuilder out;
    for (std::size_t group = 0; group < digests_.size(); ++group) {
      out.clear();
      digests_[group].write(out, type_);
      result.set(group, result.arena().put(out.bytes()));
    }
    return {result.finish()};
  }

  [[nodiscard]] std::size_t memory() const override {
    std::size_t bytes = 0;
    for (const TDigest& digest : digests_) bytes += sizeof digest + digest.memory();
    return bytes;
  }

 private:
  void add_digests(const Vector& flat, std::span<const std::uint32_t> group_of) {
    const auto* cells = flat.values<std::string_view>();
    for (std::size_t row = 0; row < group_of.size(); ++row) {
      if (flat.validity() != nullptr && flat.validity()[row] == 0) continue;
      const tables::DynamicView view(cells[row]);
      const std::optional<TDigest> digest = TDigest::read(view);
      if (!digest) continue;
      digests_[group_of[row]].merge(*digest);
      if (!typed_) type_ = TDigest::type_of(view), typed_ = true;
    }
  }

  Input input_;
  Type type_;
  bool typed_ = false;
  std::vector<TDigest> digests_;
};

std::unique_ptr<Aggregator> make_tdigest(const CallSite& site) {
  const Type type = site.argument_types[0];
  const Type shown = type == Type::int_ ? Type::long_ : type == Type::decimal ? Type::real : type;
  return std::make_unique<TDigestAggregator>(TDigestAggregator::Input::values, shown);
}

}  // namespace

void add_tdigest_aggregates(FunctionRegistry& registry) {
  registry.add(AggregateFunction{
      .name = "tdigest",
      .summary = "Keeps what is needed to find percentiles of the values of each group later, with percentile_tdigest "
                 "and tdigest_merge.",
      .example = "range x from 1 to 100 step 1 | summarize d = tdigest(x) | project percentile_tdigest(d, 95)",
      .overloads = {{.signature = "(value:summable, weight?:integer) -> dynamic", .make = make_tdigest}}});
  registry.add(AggregateFunction{
      .name = "tdigest_merge",
      .aliases = {"merge_tdigest", "merge_tdigests"},
      .summary = "Joins the results of tdigest of each group into one.",
      .example = "range x from 1 to 100 step 1 | summarize d = tdigest(x) by odd = x % 2 | summarize tdigest_merge(d)",
      .prefix = "merge_tdigests",
      .overloads = {{.signature = "(tdigest:dynamic) -> dynamic", .make = [](const CallSite&) {
                       return std::make_unique<TDigestAggregator>(TDigestAggregator::Input::digests, Type::real);
                     }}}});
  add_tdigest_functions(registry);
}

}  // namespace kelpie::executor
