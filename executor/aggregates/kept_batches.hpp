#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "tables/vector.hpp"

namespace kelpie::executor {

/// A row of a batch that KeptBatches holds.
struct RowReference {
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t batch = none;
  std::uint32_t row = 0;
};

/// Batches that went by and of which some rows are wanted at the end. Vectors share their memory, so keeping one copies
/// nothing; what no row refers to any more is let go from time to time.
class KeptBatches {
 public:
  /// The number that the next kept batch will have.
  [[nodiscard]] std::uint32_t next() const { return static_cast<std::uint32_t>(batches_.size()); }
  void keep(std::span<const tables::Vector> columns);
  /// Appends the other's batches; returns what to add to its batch numbers.
  std::uint32_t take(KeptBatches& other);

  /// Whether it is worth looking for batches that can go; ask once a batch.
  [[nodiscard]] bool crowded() const { return held_ > 2 * wanted_ + 64; }
  /// Lets go of all batches but those that are marked; `wanted` has one mark a batch.
  void release(const std::vector<bool>& wanted);

  /// The cells of a column that the references point at, in their order; a reference to none gives a null. A dictionary
  /// vector when all cells come from one dictionary.
  [[nodiscard]] tables::Vector gather(std::size_t column, tables::Type type, std::span<const RowReference> rows) const;

 private:
  std::vector<std::vector<tables::Vector>> batches_;  // empty: let go
  std::size_t held_ = 0;
  std::size_t wanted_ = 0;
};

}  // namespace kelpie::executor
