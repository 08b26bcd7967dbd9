#include "executor/aggregates/covariance.hpp"

#include "executor/aggregates/real_column.hpp"
#include "tables/builder.hpp"

namespace kelpie::executor {

namespace {

using tables::Vector;

/// Sums of distances from the first pair of the group and of their products.
class Covariance final : public Aggregator {
  struct State {
    std::uint64_t count = 0;
    double origin_x = 0;
    double origin_y = 0;
    double x = 0;
    double y = 0;
    double product = 0;
  };

 public:
  explicit Covariance(bool population) : population_(population) {}

  void resize(std::size_t groups) override {
    if (groups > states_.size()) states_.resize(groups);
  }

  void update(std::span<const Vector> arguments, std::span<const std::uint32_t> group_of) override {
    const Reals x = reals_of(arguments[0]);
    const Reals y = reals_of(arguments[1]);
    for (std::size_t row = 0; row < group_of.size(); ++row) {
      if ((x.valid[row] & y.valid[row]) == 0) continue;
      State& state = states_[group_of[row]];
      if (state.count == 0) state.origin_x = x.values[row], state.origin_y = y.values[row];
      const double far_x = x.values[row] - state.origin_x;
      const double far_y = y.values[row] - state.origin_y;
      ++state.count;
      state.x += far_x;
      state.y += far_y;
      state.product += far_x * far_y;
    }
  }

  void merge(Aggregator& other, std::span<const std::uint32_t> group_map) override {
    auto& from = static_cast<Covariance&>(other);
    for (std::size_t group = 0; group < from.states_.size(); ++group)
      join(states_[group_map[group]], from.states_[group]);
  }

  [[nodiscard]] std::vector<Vector> finish() override {
    tables::FlatBuilder<double> builder(tables::Type::real, states_.size());
    for (std::size_t group = 0; group < states_.size(); ++group) builder.set(group, result(states_[group]));
    return {builder.finish()};
  }

  [[nodiscard]] std::size_t memory() const override { return states_.capacity() * sizeof(State); }

 private:
  static void join(State& into, const State& from) {
    if (from.count == 0) return;
    if (into.count == 0) {
      into = from;
      return;
    }
    const double shift_x = from.origin_x - into.origin_x;
    const double shift_y = from.origin_y - into.origin_y;
    const auto count = static_cast<double>(from.count);
    into.product += from.product + shift_x * from.y + shift_y * from.x + count * shift_x * shift_y;
    into.x += from.x + count * shift_x;
    into.y += from.y + count * shift_y;
    into.count += from.count;
  }
  [[nodiscard]] double result(const State& state) const {
    if (state.count <= 1) return 0;
    const auto count = static_cast<double>(state.count);
    return (state.product - state.x * state.y / count) / (population_ ? count : count - 1);
  }

  bool population_;
  std::vector<State> states_;
};

}  // namespace

std::unique_ptr<Aggregator> make_covariance(bool population) { return std::make_unique<Covariance>(population); }

}  // namespace kelpie::executor
