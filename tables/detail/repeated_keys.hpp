#pragma once

// Which keys of an unfinished bag occur twice.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "tables/dynamic_layout.hpp"

namespace kelpie::tables {

/// The entries of a bag as they were written: u32 key length, key, value, each at its offset from `members`.
struct BagEntries {
  const char* members;
  std::span<const std::uint32_t> offsets;

  [[nodiscard]] std::size_t size() const { return offsets.size(); }
  [[nodiscard]] std::string_view key(std::size_t index) const {
    const char* entry = members + offsets[index];
    return {entry + sizeof(std::uint32_t), layout::load<std::uint32_t>(entry)};
  }
};

/// Whether a key occurs twice. Takes time in proportion to the entries, n log n for keys made to collide. `scratch`
/// only saves the allocation.
[[nodiscard]] bool has_repeated_key(const BagEntries& entries, std::vector<std::uint32_t>& scratch);

/// What becomes of the entries when every key keeps its last value in the place of its first: the entries to write, in
/// order.
[[nodiscard]] std::vector<std::uint32_t> last_of_each_key(const BagEntries& entries);

}  // namespace kelpie::tables
