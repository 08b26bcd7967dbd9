#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tables/table.hpp"

namespace kelpie::tables {

/// A segment whose columns lie in memory; keeps min and max of integer-like columns for each block of rows.
class MemorySegment final : public Segment {
 public:
  /// All columns have one size.
  explicit MemorySegment(std::vector<Vector> columns);

  [[nodiscard]] std::size_t size() const override { return size_; }
  [[nodiscard]] Vector read(std::size_t column, std::size_t offset, std::size_t count) const override;
  [[nodiscard]] std::optional<IntegerRange> range(std::size_t column, std::size_t offset, std::size_t count) const override;

 private:
  std::size_t size_ = 0;
  std::vector<Vector> columns_;
  std::vector<std::vector<IntegerRange>> ranges_;  // per column; empty where there are none
};

/// A table in memory. Rows are only added; not thread-safe while being filled.
class MemoryTable final : public Table {
 public:
  explicit MemoryTable(TableSchema schema) : schema_(std::move(schema)) {}
  /// The columns are in the order of the schema.
  void append(std::vector<Vector> columns);

  [[nodiscard]] const TableSchema& schema() const override { return schema_; }
  [[nodiscard]] std::vector<std::shared_ptr<const Segment>> segments() const override { return segments_; }
  [[nodiscard]] std::size_t size() const;

 private:
  TableSchema schema_;
  std::vector<std::shared_ptr<const Segment>> segments_;
};

/// Tables by name; a table added under a name that is there replaces it.
class MemoryCatalog final : public Catalog {
 public:
  void add(std::shared_ptr<const Table> table);

  [[nodiscard]] std::shared_ptr<const Table> find(std::string_view name) const override;
  [[nodiscard]] std::vector<std::string> names() const override;

 private:
  std::map<std::string, std::shared_ptr<const Table>, std::less<>> tables_;
  std::map<std::string, std::string, std::less<>> aliases_;
};

}  // namespace kelpie::tables
