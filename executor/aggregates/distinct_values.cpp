#include "executor/aggregates/distinct_values.hpp"

namespace kelpie::executor {

bool PairSet::insert(std::uint32_t group, std::uint32_t number) {
  if (2 * (size_ + 1) > slots_.size()) grow();
  const std::uint64_t pair = key(group, number);
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = place(pair);
  for (; slots_[at] != 0; at = (at + 1) & mask) {
    if (slots_[at] == pair + 1) return false;
  }
  slots_[at] = pair + 1;
  if (chunks_.empty() || in_last_ == chunks_.back().size()) {
    // As many again as there are.
    chunks_.emplace_back(std::bit_floor(std::clamp(size_, least_chunk, largest_chunk)));
    in_last_ = 0;
  }
  chunks_.back()[in_last_++] = pair;
  ++size_;
  return true;
}

void PairSet::grow() {
  constexpr std::size_t large = std::size_t{1} << 20;
  slots_ = ZeroedArray<std::uint64_t>(std::max<std::size_t>(1024, slots_.size() * (slots_.size() < large ? 4 : 2)));
  shift_ = 64 - static_cast<unsigned>(std::countr_zero(slots_.size()));
  const std::size_t mask = slots_.size() - 1;
  for_each([&](std::uint32_t group, std::uint32_t number) {
    const std::uint64_t pair = key(group, number);
    std::size_t at = place(pair);
    while (slots_[at] != 0) at = (at + 1) & mask;
    slots_[at] = pair + 1;
  });
}

}  // namespace kelpie::executor
