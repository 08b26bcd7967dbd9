#include "generate/random.hpp"

#include <cstddef>
#include <limits>

namespace kelpie::generate {

Choice::Choice(const std::vector<std::uint64_t>& weights) {
  const std::uint64_t count = weights.size();
  std::uint64_t total = 0;
  for (const std::uint64_t weight : weights) total += weight;

  // A slot holds `total` units; an entry brings weight * count units, so that everything stays a whole number.
  std::vector<std::uint64_t> units(count);
  std::vector<std::uint32_t> small;
  std::vector<std::uint32_t> large;
  for (std::uint32_t i = 0; i < count; ++i) {
    units[i] = weights[i] * count;
    (units[i] < total ? small : large).push_back(i);
  }

  const auto threshold = [total](std::uint64_t part) {
    if (part >= total) return std::numeric_limits<std::uint64_t>::max();
    return static_cast<std::uint64_t>((static_cast<Wide>(part) << 64) / total);
  };
  slots_.resize(count);
  while (!small.empty() && !large.empty()) {
    const std::uint32_t less = small.back();
    const std::uint32_t more = large.back();
    small.pop_back();
    slots_[less] = {threshold(units[less]), less, more};
    units[more] -= total - units[less];
    if (units[more] < total) {
      large.pop_back();
      small.push_back(more);
    }
  }
  for (const auto* rest : {&small, &large}) {
    for (const std::uint32_t i : *rest) slots_[i] = {std::numeric_limits<std::uint64_t>::max(), i, i};
  }
}

Choice Choice::zipf(std::size_t count, std::uint64_t offset) {
  constexpr std::uint64_t unit = std::uint64_t{1} << 32;
  std::vector<std::uint64_t> weights(count);
  for (std::size_t rank = 0; rank < count; ++rank) weights[rank] = unit / (rank + offset);
  return Choice(weights);
}

}  // namespace kelpie::generate
