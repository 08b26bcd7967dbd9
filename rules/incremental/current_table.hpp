#pragma once

#include <memory>
#include <vector>

#include "tables/table.hpp"

namespace kelpie::rules {

/// A table of the catalog for plans that outlive the catalog's own object of it: each store snapshot has another. Not
/// thread-safe while it is set.
class CurrentTable final : public tables::Table {
 public:
  explicit CurrentTable(std::shared_ptr<const tables::Table> table) : schema_(table->schema()) {
    set(std::move(table));
  }

  void set(std::shared_ptr<const tables::Table> table) {
    table_ = std::move(table);
    rows_ = 0;
    for (const auto& segment : table_->segments()) rows_ += segment->size();
  }
  /// When it was set.
  [[nodiscard]] std::size_t rows() const { return rows_; }

  [[nodiscard]] const tables::TableSchema& schema() const override { return schema_; }
  [[nodiscard]] std::vector<std::shared_ptr<const tables::Segment>> segments() const override {
    return table_->segments();
  }
  void prepare(std::span<const tables::Segment* const> segments, std::span<const std::size_t> columns) const override {
    table_->prepare(segments, columns);
  }

 private:
  tables::TableSchema schema_;
  std::shared_ptr<const tables::Table> table_;
  std::size_t rows_ = 0;
};

}  // namespace kelpie::rules
