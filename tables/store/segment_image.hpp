#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tables/table.hpp"

namespace kelpie::tables::store {

// A segment as bytes: the whole of a segment's file, and what a batch is in the log.
//
//   "KELSEG01"  size of all (8)  size of the directory (4)  checksum of these and the directory (8)
//   directory: table, rows (4), columns (4), for each its name, type (1), length (8), checksum (8)
//   the columns' bytes (store/column_encoding.hpp), one behind another
//
// Every byte is under a checksum: those of a column are compared when it is first read.

/// Makes the bytes of a segment. The columns are in the order of the schema and have one size, which is not 0.
[[nodiscard]] std::string write_segment(const TableSchema& schema, std::span<const Vector> columns);

/// The directory of a segment's bytes, checked; the columns are not yet.
class SegmentImage {
 public:
  struct Column {
    std::string name;
    Type type = Type::string;
    std::string_view bytes;
    std::uint64_t checksum = 0;
  };

  /// `bytes` must outlive it. `place` names them in errors. Throws DamagedData.
  SegmentImage(std::string_view bytes, std::string place);

  [[nodiscard]] const std::string& place() const { return place_; }
  [[nodiscard]] const std::string& table() const { return table_; }
  [[nodiscard]] std::size_t rows() const { return rows_; }
  [[nodiscard]] const std::vector<Column>& columns() const { return columns_; }
  /// Throws DamagedData when the column's bytes are not what was written.
  void check(std::size_t column) const;
  /// Decodes everything once. Throws DamagedData.
  void verify() const;

 private:
  std::string place_;
  std::string table_;
  std::size_t rows_ = 0;
  std::vector<Column> columns_;
};

}  // namespace kelpie::tables::store
