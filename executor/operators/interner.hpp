#pragma once

#include <bit>
#include <cstdint>
#include <string_view>
#include <vector>

#include "executor/operators/hashing.hpp"
#include "tables/builder.hpp"

namespace kelpie::executor {

/// Numbers distinct values 0, 1, 2, ... in order of first appearance. Open addressing on a table of numbers; text is copied into an arena.
/// Of the two zeros of reals it keeps 0.0, whichever came first.
/// Not thread-safe.
template <tables::PhysicalValue T>
class Interner {
 public:
  static constexpr std::uint32_t none = UINT32_MAX;

  /// The number of a value; a new one where it was not seen. `added` tells which.
  std::uint32_t intern(const T& value, bool& added) {
    if (values_.size() * 2 >= slots_.size()) grow();
    const std::uint64_t hash = hash_of(value);
    for (std::size_t at = hash & mask_;; at = (at + 1) & mask_) {
      const std::uint32_t number = slots_[at];
      if (number == none) {
        added = true;
        slots_[at] = static_cast<std::uint32_t>(values_.size());
        if constexpr (std::is_same_v<T, std::string_view>) {
          values_.push_back(arena_.put(value));
          hashes_.push_back(hash);
        } else {
          values_.push_back(canonical(value));
        }
        return slots_[at];
      }
      if (matches(number, value, hash)) {
        added = false;
        return number;
      }
    }
  }
  [[nodiscard]] std::uint32_t find(const T& value) const {
    if (slots_.empty()) return none;
    const std::uint64_t hash = hash_of(value);
    for (std::size_t at = hash & mask_;; at = (at + 1) & mask_) {
      const std::uint32_t number = slots_[at];
      if (number == none || matches(number, value, hash)) return number;
    }
  }
  [[nodiscard]] const std::vector<T>& values() const { return values_; }
  [[nodiscard]] std::size_t size() const { return values_.size(); }

 private:
  [[nodiscard]] bool matches(std::uint32_t number, const T& value, [[maybe_unused]] std::uint64_t hash) const {
    if constexpr (std::is_same_v<T, std::string_view>) return hashes_[number] == hash && values_[number] == value;
    else if constexpr (std::is_same_v<T, double>) return canonical_bits(values_[number]) == canonical_bits(value);
    else return values_[number] == value;
  }
  void grow() {
    const std::size_t size = slots_.empty() ? 64 : slots_.size() * 4;
    slots_.assign(size, none);
    mask_ = size - 1;
    for (std::uint32_t number = 0; number < values_.size(); ++number) {
      std::uint64_t hash = 0;
      if constexpr (std::is_same_v<T, std::string_view>) hash = hashes_[number];
      else hash = hash_of(values_[number]);
      std::size_t at = hash & mask_;
      while (slots_[at] != none) at = (at + 1) & mask_;
      slots_[at] = number;
    }
  }

  std::vector<std::uint32_t> slots_;
  std::size_t mask_ = 0;
  std::vector<T> values_;
  std::vector<std::uint64_t> hashes_;  // of text
  tables::TextArena arena_;
};

}  // namespace kelpie::executor
