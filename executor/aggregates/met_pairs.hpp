#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace kelpie::executor {

/// One bit for every pair of a group and a dictionary entry, as long as all of them fit into a processor's own cache:
/// most rows of a few groups and entries bring a pair that was met before, and end here.
class MetPairs {
 public:
  /// False: there are too many pairs, do without.
  bool fits(std::size_t groups, std::size_t entries) {
    if (gone_ || groups > largest / (entries + 1)) {
      gone_ = true;
      std::vector<std::uint64_t>().swap(bits_);
      return false;
    }
    entries_ = entries;
    const std::size_t words = groups * entries / 64 + 1;
    if (words > bits_.size()) bits_.resize(words, 0);
    return true;
  }
  /// Whether the pair is new; it is not from now on.
  bool meet(std::size_t group, std::size_t entry) {
    const std::size_t pair = group * entries_ + entry;
    std::uint64_t& word = bits_[pair / 64];
    const std::uint64_t bit = std::uint64_t{1} << (pair % 64);
    if ((word & bit) != 0) return false;
    word |= bit;
    return true;
  }
  [[nodiscard]] std::size_t memory() const { return bits_.capacity() * sizeof(std::uint64_t); }

 private:
  static constexpr std::size_t largest = std::size_t{8} << 20;  // bits

  std::vector<std::uint64_t> bits_;
  std::size_t entries_ = 0;
  bool gone_ = false;
};

}  // namespace kelpie::executor
