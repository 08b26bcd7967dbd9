#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tables/vector.hpp"

namespace kelpie::executor {

/// The rows of a batch by key: part i are rows[begins[i]] .. rows[begins[i + 1] - 1], ascending; parts in the order in
/// which keys are first met.
struct KeyParts {
  std::vector<std::uint32_t> rows;
  std::vector<std::uint32_t> begins{0};

  [[nodiscard]] std::size_t size() const { return begins.size() - 1; }
  [[nodiscard]] std::span<const std::uint32_t> part(std::size_t index) const {
    return std::span(rows).subspan(begins[index], begins[index + 1] - begins[index]);
  }
};

/// Null is a key. Without keys all rows are one part; no rows have no part.
[[nodiscard]] KeyParts parts_by_key(std::span<const tables::Vector> keys, std::size_t rows);

}  // namespace kelpie::executor
