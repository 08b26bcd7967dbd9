#pragma once

#include <memory>
#include <vector>

#include "tables/store/encoding/column_base.hpp"

namespace kelpie::tables::store {

/// Nulls of each block of `rows` rows, from a validity byte a row (nullptr: none).
[[nodiscard]] std::vector<std::uint32_t> count_nulls(const std::uint8_t* validity, std::size_t rows);
/// One bit a row (1 = value), for those blocks only in which some rows have a value and some have none.
void append_validity(std::string& out, const std::uint8_t* validity, std::size_t rows);

/// What append_validity wrote. The blocks' numbers of nulls say which blocks have bits.
class Validity {
 public:
  Validity() = default;
  Validity(ByteCursor& cursor, std::size_t rows, const std::vector<BlockSummary>& blocks);

  /// Writes a byte a row; false, and nothing is written, where all these rows have a value.
  bool read(std::size_t offset, std::size_t count, std::uint8_t* out) const;
  /// The same, into new memory; nullptr where all have a value.
  [[nodiscard]] std::unique_ptr<std::uint8_t[]> read(std::size_t offset, std::size_t count) const;

 private:
  struct Block {
    const char* bits = nullptr;
    bool valid = true;  // where there are no bits
  };
  std::vector<Block> blocks_;  // none at all: no nulls
};

/// Writes `count` bits, from bit `first` on, as bytes 0 and 1.
void expand_bits(const char* bits, std::size_t first, std::size_t count, std::uint8_t* out);
/// Appends `count` bytes, 0 or not, as bits.
void append_bits(std::string& out, const std::uint8_t* bytes, std::size_t count);

}  // namespace kelpie::tables::store
