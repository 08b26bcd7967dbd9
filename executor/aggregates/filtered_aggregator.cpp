#include "executor/aggregates/filtered_aggregator.hpp"

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
    std::vector<tables::Type> types(site.argument_types.begin(), site.argument_types.end());
    std::vector<std::optional<tables::Value>> constants(site.constants.begin(), site.constants.end());
    types.erase(types.begin() + static_cast<std::ptrdiff_t>(predicate));
    if (predicate < constants.size()) constants.erase(constants.begin() + static_cast<std::ptrdiff_t>(predicate));
    const CallSite rest{.argument_types = types, .constants = constants, .result_type = site.result_type};
    return std::make_unique<FilteredAggregator>(inner(rest), predicate);
  };
}

}  // namespace kelpie::executor
