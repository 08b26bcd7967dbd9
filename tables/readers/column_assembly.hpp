#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tables/readers/table_filler.hpp"
#include "tables/vector.hpp"

namespace kelpie::tables::readers {

/// One thread's part of a column.
struct ColumnPart {
  ColumnFiller* filler = nullptr;  // nullptr: the thread never saw the column
};

/// A piece of the column in the table's order.
struct PiecePart {
  std::size_t part = 0;  // which thread's
  std::size_t rows = 0;
  ColumnPiece* piece = nullptr;  // nullptr: no row has a value
};

/// The pieces of one column, by segment, and what to make of them.
struct ColumnParts {
  Type type = Type::string;
  bool inferred = false;
  std::string missing;  // text of rows without a value; for string columns
  std::uint64_t seed = 0;
  std::vector<ColumnPart> parts;
  std::vector<std::vector<PiecePart>> segments;
};

/// The column as one vector for each segment, and its type. Takes the pieces.
struct AssembledColumn {
  Type type = Type::string;
  std::vector<Vector> segments;
};
[[nodiscard]] AssembledColumn assemble_column(ColumnParts& column);

/// Columns of which every value is distinct, or none is text: as flat vectors.
[[nodiscard]] AssembledColumn assemble_texts(ColumnParts& column);
[[nodiscard]] AssembledColumn assemble_values(ColumnParts& column);
/// Columns of codes.
[[nodiscard]] AssembledColumn assemble_codes(ColumnParts& column);

/// Rows of a segment.
[[nodiscard]] std::size_t rows_of(std::span<const PiecePart> segment);

}  // namespace kelpie::tables::readers
