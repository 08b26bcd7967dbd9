#include "executor/aggregates/distinct_values.hpp"

namespace kelpie::executor {

bool PairSet::insert(std::uint32_t group, std::uint32_t number) {
  if (2 * (pairs_.size() + 1) > slots_.size()) grow();
  const std::uint64_t pair = key(group, number);
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = place(pair);
  for (; slots_[at] != free_slot; at = (at + 1) & mask) {
    if (slots_[at] == pair) return false;
  }
  slots_[at] = pair;
  pairs_.push_back(pair);
  return true;
}

void PairSet::grow() {
  slots_.assign(std::max<std::size_t>(1024, slots_.size() * 4), free_slot);
  shift_ = 64 - static_cast<unsigned>(std::countr_zero(slots_.size()));
  const std::size_t mask = slots_.size() - 1;
  for (const std::uint64_t pair : pairs_) {
    std::size_t at = place(pair);
    while (slots_[at] != free_slot) at = (at + 1) & mask;
    slots_[at] = pair;
  }
}

}  // namespace kelpie::executor
