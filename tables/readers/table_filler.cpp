#include "tables/readers/table_filler.hpp"

#include <utility>

#include "tables/additional_fields.hpp"

namespace kelpie::tables::readers {

TableFiller::TableFiller(const TableSchema& schema, std::uint64_t seed)
    : name_(schema.name), schema_(&schema), seed_(seed), additional_fields_(find_additional_fields(schema)) {
  columns_.reserve(schema.columns.size());
  for (const ColumnSchema& column : schema.columns) {
    columns_.push_back({column.name, std::make_unique<ColumnFiller>(column.type, false, seed), 0, 0});
  }
}

TableFiller::TableFiller(std::string name, std::uint64_t seed) : name_(std::move(name)), seed_(seed) {}

std::size_t TableFiller::find_or_add(std::string_view name) {
  if (const auto at = open_.find(name); at != open_.end()) return at->second;
  if (columns_.size() >= max_open_columns) return SIZE_MAX;
  columns_.push_back({std::string(name), std::make_unique<ColumnFiller>(Type::dynamic, true, seed_), order_, 0});
  open_.emplace(std::string(name), columns_.size() - 1);
  return columns_.size() - 1;
}

void TableFiller::discard_row() {
  for (Column& column : columns_) column.filler->cut(row_);
}

void TableFiller::begin(std::uint64_t order) {
  if (order == order_) return;
  seal();
  order_ = order;
}

void TableFiller::seal() {
  if (row_ == 0) return;
  Piece piece;
  piece.order = order_;
  piece.rows = row_;
  piece.columns.reserve(columns_.size());
  for (Column& column : columns_) piece.columns.push_back(column.filler->seal(row_));
  pieces_.push_back(std::move(piece));
  row_ = 0;
}

}  // namespace kelpie::tables::readers
