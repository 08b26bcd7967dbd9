#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tables/vector.hpp"

namespace kelpie::tables::store {

/// The distinct values among some values, in order: null first, texts by their bytes, numbers by value.
struct OrderedEntries {
  std::vector<std::uint32_t> positions;  // of one value of each kind, in order
  std::vector<std::uint32_t> ranks;      // of each value given: which of `positions` it is equal to
  bool has_null = false;                 // then it is the first
};

/// Orders the values at `positions` of a flat vector; nothing is compared but neighbours when they are in order
/// already. Of a string no value is null.
[[nodiscard]] OrderedEntries order_entries(const Vector& values, std::span<const std::uint32_t> positions);

}  // namespace kelpie::tables::store
