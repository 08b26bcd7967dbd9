#include "tables/memory_table.hpp"

#include <algorithm>
#include <cassert>
#include <limits>

namespace kelpie::tables {

std::optional<std::size_t> TableSchema::find(std::string_view column) const {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].name == column) return i;
  }
  return std::nullopt;
}

namespace {

/// Min and max of each block; a block without a value gets an empty range (min above max).
std::vector<IntegerRange> block_ranges(const Vector& column) {
  std::vector<IntegerRange> ranges;
  if (physical_of(column.type()) != Physical::integer || column.is_dictionary()) return ranges;
  if (column.is_constant()) {
    const std::int64_t value = *column.values<std::int64_t>();
    const bool null = column.validity() != nullptr && *column.validity() == 0;
    const IntegerRange range = null ? IntegerRange{std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()} : IntegerRange{value, value};
    ranges.assign((column.size() + block_rows - 1) / block_rows, range);
    return ranges;
  }
  const std::int64_t* values = column.values<std::int64_t>();
  const std::uint8_t* validity = column.validity();
  for (std::size_t begin = 0; begin < column.size(); begin += block_rows) {
    const std::size_t end = std::min(column.size(), begin + block_rows);
    IntegerRange range{std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()};
    for (std::size_t i = begin; i < end; ++i) {
      if (validity != nullptr && validity[i] == 0) continue;
      range.min = std::min(range.min, values[i]);
      range.max = std::max(range.max, values[i]);
    }
    ranges.push_back(range);
  }
  return ranges;
}

}  // namespace

MemorySegment::MemorySegment(std::vector<Vector> columns) : columns_(std::move(columns)) {
  if (!columns_.empty()) size_ = columns_.front().size();
  ranges_.reserve(columns_.size());
  for (const Vector& column : columns_) {
    assert(column.size() == size_);
    ranges_.push_back(block_ranges(column));
  }
}

Vector MemorySegment::read(std::size_t column, std::size_t offset, std::size_t count) const {
  Vector slice = columns_[column].slice(offset, count);
  slice.set_range(range(column, offset, count));
  return slice;
}

std::optional<IntegerRange> MemorySegment::range(std::size_t column, std::size_t offset, std::size_t count) const {
  const std::vector<IntegerRange>& ranges = ranges_[column];
  if (ranges.empty() || count == 0) return std::nullopt;
  IntegerRange all = ranges[offset / block_rows];
  for (std::size_t block = offset / block_rows + 1; block <= (offset + count - 1) / block_rows; ++block) {
    all.min = std::min(all.min, ranges[block].min);
    all.max = std::max(all.max, ranges[block].max);
  }
  return all;
}

void MemoryTable::append(std::vector<Vector> columns) {
  assert(columns.size() == schema_.columns.size());
  segments_.push_back(std::make_shared<const MemorySegment>(std::move(columns)));
}

std::size_t MemoryTable::size() const {
  std::size_t rows = 0;
  for (const auto& segment : segments_) rows += segment->size();
  return rows;
}

void MemoryCatalog::add(std::shared_ptr<const Table> table) {
  const TableSchema& schema = table->schema();
  if (!schema.category.empty()) aliases_[schema.category] = schema.name;
  for (const std::string& alias : schema.aliases) aliases_[alias] = schema.name;
  tables_[schema.name] = std::move(table);
}

std::shared_ptr<const Table> MemoryCatalog::find(std::string_view name) const {
  if (const auto found = tables_.find(name); found != tables_.end()) return found->second;
  if (const auto alias = aliases_.find(name); alias != aliases_.end()) return tables_.find(alias->second)->second;
  return nullptr;
}

std::vector<std::string> MemoryCatalog::names() const {
  std::vector<std::string> result;
  result.reserve(tables_.size());
  for (const auto& [name, table] : tables_) result.push_back(name);
  return result;
}

}  // namespace kelpie::tables
