#include "tables/store/encoding/used_codes.hpp"

#include <algorithm>
#include <cstring>

#include "tables/store/encoding/vector_code.hpp"

namespace kelpie::tables::store {

namespace {

struct Reach {
  std::uint32_t lowest;
  std::uint32_t highest;
};

KELPIE_VECTOR_CODE Reach reach_of(const std::uint32_t* codes, std::size_t count) {
  Reach reach{codes[0], codes[0]};
  for (std::size_t i = 0; i < count; ++i) {
    reach.lowest = std::min(reach.lowest, codes[i]);
    reach.highest = std::max(reach.highest, codes[i]);
  }
  return reach;
}

// The narrow ones are marked wherever they can lie.
Reach reach_of(const std::uint8_t*, std::size_t) { return {0, UINT8_MAX}; }
Reach reach_of(const std::uint16_t*, std::size_t) { return {0, UINT16_MAX}; }

template <typename Code>
std::vector<std::uint32_t> sorted_codes(const Code* codes, std::size_t count) {
  std::vector<std::uint32_t> used(codes, codes + count);
  std::sort(used.begin(), used.end());
  used.erase(std::unique(used.begin(), used.end()), used.end());
  return used;
}

template <typename Code>
std::vector<std::uint32_t> marked_codes(const Code* codes, std::size_t count, Reach reach) {
  // Marks are read eight at a time.
  std::vector<std::uint8_t> marks(reach.highest - std::size_t{reach.lowest} + 1 + sizeof(std::uint64_t), 0);
  // A byte may lie anywhere, so the vector's own members would be read again after each mark.
  std::uint8_t* const mark = marks.data();
  const std::uint32_t lowest = reach.lowest;
  for (std::size_t i = 0; i < count; ++i) mark[codes[i] - lowest] = 1;
  std::vector<std::uint32_t> used;
  for (std::size_t at = 0; at + sizeof(std::uint64_t) <= marks.size(); at += sizeof(std::uint64_t)) {
    std::uint64_t eight;
    std::memcpy(&eight, mark + at, sizeof eight);
    for (; eight != 0; eight &= eight - 1) {
      used.push_back(lowest + static_cast<std::uint32_t>(at + static_cast<unsigned>(__builtin_ctzll(eight)) / 8));
    }
  }
  return used;
}

}  // namespace

std::vector<std::uint32_t> used_codes(const Vector& column) {
  return with_codes(column, [&](const auto* codes) {
    const Reach reach = reach_of(codes, column.size());
    // A few rows of a table's large dictionary: sorting them is cheaper than a mark for each entry.
    if ((reach.highest - reach.lowest) / 64 > column.size()) return sorted_codes(codes, column.size());
    return marked_codes(codes, column.size(), reach);
  });
}

}  // namespace kelpie::tables::store
