#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace kelpie::tables::readers {

/// Rows of a piece at most: what a builder collects before it puts the values into their narrowest form.
inline constexpr std::size_t piece_rows = 16 * 1024;

/// What one column holds in the rows of a piece.
struct ColumnPiece {
  enum class Form : std::uint8_t {
    missing,  // no row has a value
    codes1,   // codes of the builder's dictionary, 0 = missing; 1, 2 or 4 bytes each
    codes2,
    codes4,
    texts,   // std::string_view each; one without data is missing
    values,  // values of the column's physical type
  };
  Form form = Form::missing;
  std::unique_ptr<std::byte[]> data;
  std::unique_ptr<std::uint8_t[]> validity;  // of values only; none: every row has one
};

/// A run of rows of one table in the order of the input.
struct Piece {
  std::uint64_t order = 0;  // pieces of lower order come from earlier input
  std::size_t rows = 0;
  std::vector<ColumnPiece> columns;
};

}  // namespace kelpie::tables::readers
