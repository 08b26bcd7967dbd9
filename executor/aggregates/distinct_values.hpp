#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include "executor/aggregates/value_hash.hpp"
#include "executor/aggregates/zeroed_array.hpp"
#include "tables/builder.hpp"
#include "tables/dynamic.hpp"

namespace kelpie::executor {

/// Cells of a dynamic column are hashed and compared as values, not as bytes.
struct DynamicCell {};

/// Numbers different values 0, 1, 2, ... in order of appearance and holds a copy of each. `Kind` is the physical form,
/// or DynamicCell.
template <typename Kind>
class DistinctValues {
 public:
  static constexpr bool dynamic = std::is_same_v<Kind, DynamicCell>;
  using Cell = std::conditional_t<dynamic, std::string_view, Kind>;

  std::uint32_t number_of(const Cell& cell) {
    const std::uint64_t hash = hash_of(cell);
    if (hashes_.size() < values_.size()) hash_unmet();
    if (2 * (values_.size() + 1) > slots_.size()) grow();
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = hash & mask;
    for (; slots_[at] != free_slot; at = (at + 1) & mask) {
      const std::uint32_t number = slots_[at];
      if (hashes_[number] == hash && same(values_[number], cell)) return number;
    }
    const auto number = static_cast<std::uint32_t>(values_.size());
    slots_[at] = number;
    hashes_.push_back(hash);
    if constexpr (std::is_same_v<Cell, std::string_view>)
      values_.push_back(arena_.put(cell));
    else
      values_.push_back(cell);
    return number;
  }

  /// The number of a value that is not there, as the caller knows, and that stays where it is: it is neither hashed nor
  /// copied before number_of() asks for another.
  std::uint32_t add_unmet(const Cell& cell) {
    values_.push_back(cell);
    return static_cast<std::uint32_t>(values_.size() - 1);
  }

  [[nodiscard]] std::size_t size() const { return values_.size(); }
  [[nodiscard]] const Cell& value(std::uint32_t number) const { return values_[number]; }
  [[nodiscard]] std::size_t memory() const {
    return values_.capacity() * (sizeof(Cell) + sizeof(std::uint64_t)) + slots_.capacity() * sizeof(std::uint32_t) +
           arena_.allocated();
  }

 private:
  static constexpr std::uint32_t free_slot = std::numeric_limits<std::uint32_t>::max();

  static std::uint64_t hash_of(const Cell& cell) {
    if constexpr (dynamic)
      return hash_value(tables::DynamicView(cell));
    else
      return hash_value(cell);
  }
  static bool same(const Cell& left, const Cell& right) {
    if constexpr (dynamic)
      return tables::equal(tables::DynamicView(left), tables::DynamicView(right));
    else if constexpr (std::is_same_v<Cell, double>)
      return left == right || (std::isnan(left) && std::isnan(right));
    else
      return left == right;
  }
  void hash_unmet() {
    for (std::size_t number = hashes_.size(); number < values_.size(); ++number)
      hashes_.push_back(hash_of(values_[number]));
    grow();
  }
  void grow() {
    std::size_t size = std::max<std::size_t>(64, slots_.size() * 4);
    while (size < 2 * (values_.size() + 1)) size *= 4;
    slots_.assign(size, free_slot);
    const std::size_t mask = slots_.size() - 1;
    for (std::uint32_t number = 0; number < values_.size(); ++number) {
      std::size_t at = hashes_[number] & mask;
      while (slots_[at] != free_slot) at = (at + 1) & mask;
      slots_[at] = number;
    }
  }

  std::vector<Cell> values_;
  std::vector<std::uint64_t> hashes_;
  std::vector<std::uint32_t> slots_;  // linear probing, at most half full
  tables::TextArena arena_;
};

/// A set of (group, number) pairs that remembers their order.
class PairSet {
 public:
  /// False when it was there.
  bool insert(std::uint32_t group, std::uint32_t number);
  /// Calls f(group, number) for all pairs in the order in which they came.
  template <typename F>
  void for_each(F f) const {
    for (std::size_t chunk = 0; chunk < chunks_.size(); ++chunk) {
      const std::size_t count = chunk + 1 < chunks_.size() ? chunks_[chunk].size() : in_last_;
      for (std::size_t i = 0; i < count; ++i) {
        f(static_cast<std::uint32_t>(chunks_[chunk][i] >> 32), static_cast<std::uint32_t>(chunks_[chunk][i]));
      }
    }
  }
  void prefetch(std::uint32_t group, std::uint32_t number) const {
    if (!slots_.empty()) __builtin_prefetch(&slots_[place(key(group, number))], 1);
  }
  [[nodiscard]] std::size_t memory() const {
    std::size_t bytes = slots_.memory();
    for (const auto& chunk : chunks_) bytes += chunk.memory();
    return bytes;
  }

 private:
  static constexpr std::size_t least_chunk = 512;
  static constexpr std::size_t largest_chunk = std::size_t{1} << 18;  // 2 MiB: a huge page

  static std::uint64_t key(std::uint32_t group, std::uint32_t number) { return (std::uint64_t{group} << 32) | number; }
  [[nodiscard]] std::size_t place(std::uint64_t pair) const { return mix_bits(pair) >> shift_; }
  void grow();

  ZeroedArray<std::uint64_t> slots_;                // pair + 1, 0 is free; linear probing, at most half full
  std::vector<ZeroedArray<std::uint64_t>> chunks_;  // the pairs in order
  std::size_t in_last_ = 0;  // pairs in the last chunk
  std::size_t size_ = 0;
  unsigned shift_ = 64;
};

}  // namespace kelpie::executor
