#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tables/readers/column_filler.hpp"
#include "tables/readers/piece.hpp"
#include "tables/table.hpp"

namespace kelpie::tables::readers {

/// Collects the rows of one table on one thread. A table without a schema gets its columns as they come. Not
/// thread-safe.
class TableFiller {
 public:
  /// `schema` must outlive the filler.
  TableFiller(const TableSchema& schema, std::uint64_t seed);
  /// A table whose columns show from the data.
  TableFiller(std::string name, std::uint64_t seed);

  [[nodiscard]] const std::string& name() const { return name_; }
  /// nullptr: a table without a schema.
  [[nodiscard]] const TableSchema* schema() const { return schema_; }

  /// The column for fields that no other takes; nullptr: there is none.
  [[nodiscard]] ColumnFiller* additional_fields() {
    return additional_fields_ ? columns_[*additional_fields_].filler.get() : nullptr;
  }
  [[nodiscard]] std::size_t column_count() const { return columns_.size(); }
  [[nodiscard]] ColumnFiller& column(std::size_t i) { return *columns_[i].filler; }
  [[nodiscard]] const std::string& column_name(std::size_t i) const { return columns_[i].name; }
  /// Where the column first occurred: order of the piece, then position in the record.
  [[nodiscard]] std::pair<std::uint64_t, std::size_t> first_seen(std::size_t i) const { return {columns_[i].order, i}; }
  /// Position of a column of a table without a schema, which is added when it is new. SIZE_MAX: there are too many
  /// columns.
  std::size_t find_or_add(std::string_view name);

  /// Row of the current piece that is being filled.
  [[nodiscard]] std::uint32_t row() const { return row_; }
  /// Whether an alternative of that priority (0 is the best) may put its value.
  [[nodiscard]] bool may_put(std::size_t column, std::uint8_t priority) {
    Column& c = columns_[column];
    if (c.filler->has(row_) && c.priority < priority) return false;
    c.priority = priority;
    return true;
  }
  void commit_row() {
    ++rows_;
    if (++row_ == piece_rows) seal();
  }
  void discard_row();

  /// What follows belongs to this place of the input.
  void begin(std::uint64_t order);
  void seal();
  [[nodiscard]] std::vector<Piece>& pieces() { return pieces_; }
  [[nodiscard]] std::uint64_t rows() const { return rows_; }

  static constexpr std::size_t max_open_columns = 1000;

 private:
  struct Column {
    std::string name;
    std::unique_ptr<ColumnFiller> filler;
    std::uint64_t order = 0;
    std::uint8_t priority = 0;
  };
  std::string name_;
  const TableSchema* schema_ = nullptr;
  std::uint64_t seed_;
  std::optional<std::size_t> additional_fields_;
  std::vector<Column> columns_;
  std::map<std::string, std::size_t, std::less<>> open_;  // names of a table without a schema
  std::vector<Piece> pieces_;
  std::uint64_t order_ = 0;
  std::uint64_t rows_ = 0;
  std::uint32_t row_ = 0;
};

}  // namespace kelpie::tables::readers
