#include "executor/aggregates/filtered_aggregator.hpp"

#include "executor/aggregates/byte_count.hpp"

namespace kelpie::executor {

namespace {

class FilteredAggregator final : public Aggregator {
 public:
  FilteredAggregator(std::unique_ptr<Aggregator> inner, std::size_t predicate)
      : inner_(std::move(inner)), predicate_(predicate) {}

  void resize(std::size_t groups) override { inner_->resize(groups); }

  void update(std::span<const tables::Vector> arguments, std::span<const std::uint32_t> group_of) override {
    std::vector<tables::Vector> rest(arguments.begin(), arguments.end());
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(predicate_));
    const auto selected = true_rows(arguments[predicate_]);
    if (!selected) return inner_->update(rest, group_of);
    if (selected->empty()) return;
    for (tables::Vector& argument : rest) argument = argument.gather(*selected);
    groups_.resize(selected->size());
    for (std::size_t i = 0; i < selected->size(); ++i) groups_[i] = group_of[(*selected)[i]];
    inner_->update(rest, groups_);
  }

  void merge(Aggregator& other, std::span<const std::uint32_t> group_map) override {
    inner_->merge(*static_cast<FilteredAggregator&>(other).inner_, group_map);
  }
  [[nodiscard]] std::vector<tables::Vector> finish() override { return inner_->finish(); }
  [[nodiscard]] std::size_t memory() const override { return inner_->memory(); }

 private:
  std::unique_ptr<Aggregator> inner_;
  std::size_t predicate_;
  std::vector<std::uint32_t> groups_;
};

/// A predicate at place 1 turned into the validity of the argument at place 0.
class MaskedAggregator final : public Aggregator {
 public:
  explicit MaskedAggregator(std::unique_ptr<Aggregator> inner) : inner_(std::move(inner)) {}

  void resize(std::size_t groups) override { inner_->resize(groups); }

  void update(std::span<const tables::Vector> arguments, std::span<const std::uint32_t> group_of) override {
    const tables::Vector& predicate = arguments[1];
    if (predicate.is_constant()) {
      const bool holds = predicate.size() > 0 && !predicate.is_null_at(0) && predicate.values<std::uint8_t>()[0] != 0;
      if (holds) inner_->update(arguments.first(1), group_of);
      return;
    }
    const tables::Vector value = arguments[0].flattened();
    const tables::Vector condition = predicate.flattened();
    const std::uint8_t* mask = condition.values<std::uint8_t>();
    if (condition.validity() != nullptr || value.validity() != nullptr) {
      mask_.assign(mask, mask + group_of.size());
      if (condition.validity() != nullptr) and_bytes(mask_.data(), condition.validity(), group_of.size());
      if (value.validity() != nullptr) and_bytes(mask_.data(), value.validity(), group_of.size());
      mask = mask_.data();
    }
    // The vector lives as long as the update only, so nobody need own its memory.
    const tables::Vector masked = tables::with_physical(tables::physical_of(value.type()), [&]<typename T>(T*) {
      return tables::Vector::flat<T>(value.type(), value.size(), value.values<T>(), mask, nullptr);
    });
    inner_->update(std::span(&masked, 1), group_of);
  }

  void merge(Aggregator& other, std::span<const std::uint32_t> group_map) override {
    inner_->merge(*static_cast<MaskedAggregator&>(other).inner_, group_map);
  }
  [[nodiscard]] std::vector<tables::Vector> finish() override { return inner_->finish(); }
  [[nodiscard]] std::size_t memory() const override { return inner_->memory(); }

 private:
  std::unique_ptr<Aggregator> inner_;
  std::vector<std::uint8_t> mask_;
};

/// The call without the argument at `index`.
template <typename Make>
std::unique_ptr<Aggregator> make_without(const CallSite& site, std::size_t index, Make make) {
  std::vector<tables::Type> types(site.argument_types.begin(), site.argument_types.end());
  std::vector<std::optional<tables::Value>> constants(site.constants.begin(), site.constants.end());
  types.erase(types.begin() + static_cast<std::ptrdiff_t>(index));
  if (index < constants.size()) constants.erase(constants.begin() + static_cast<std::ptrdiff_t>(index));
  return make(CallSite{.argument_types = types, .constants = constants, .result_type = site.result_type});
}

}  // namespace

std::optional<std::vector<std::uint32_t>> true_rows(const tables::Vector& predicate) {
  std::vector<std::uint32_t> rows;
  if (predicate.is_constant()) {
    if (predicate.size() == 0 || (!predicate.is_null_at(0) && predicate.values<std::uint8_t>()[0] != 0))
      return std::nullopt;
    return rows;
  }
  const tables::Vector flat = predicate.flattened();
  const std::uint8_t* values = flat.values<std::uint8_t>();
  const std::uint8_t* validity = flat.validity();
  rows.resize(flat.size());
  std::size_t count = 0;
  if (validity == nullptr) {
    for (std::size_t row = 0; row < flat.size(); ++row) {
      rows[count] = static_cast<std::uint32_t>(row);
      count += values[row] != 0 ? 1 : 0;
    }
  } else {
    for (std::size_t row = 0; row < flat.size(); ++row) {
      rows[count] = static_cast<std::uint32_t>(row);
      count += (values[row] != 0) & (validity[row] != 0) ? 1 : 0;
    }
  }
  if (count == flat.size()) return std::nullopt;
  rows.resize(count);
  return rows;
}

AggregatorFactory filtered(AggregatorFactory inner, std::size_t predicate) {
  return [inner = std::move(inner), predicate](const CallSite& site) -> std::unique_ptr<Aggregator> {
    return std::make_unique<FilteredAggregator>(make_without(site, predicate, inner), predicate);
  };
}

AggregatorFactory masked(AggregatorFactory inner) {
  return [inner = std::move(inner)](const CallSite& site) -> std::unique_ptr<Aggregator> {
    return std::make_unique<MaskedAggregator>(make_without(site, 1, inner));
  };
}

}  // namespace kelpie::executor
