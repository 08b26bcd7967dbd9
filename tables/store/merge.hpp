#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tables/store/stored_table.hpp"

namespace kelpie::tables::store {

/// Puts the rows in the order of TimeGenerated, where they are not; equal times keep their order, rows without a time come first.
void sort_by_time(const TableSchema& schema, std::vector<Vector>& columns);

/// The least and the largest TimeGenerated; nothing when no row has one.
[[nodiscard]] std::optional<IntegerRange> time_range(const TableSchema& schema, std::span<const Vector> columns);

/// All rows of some parts of a table as columns of its schema, in the order of their time. Throws DamagedData.
struct MergedRows {
  TableSchema schema;
  std::vector<Vector> columns;
};
[[nodiscard]] MergedRows merge(const std::string& table, std::vector<StoredTable::Part> parts);

}  // namespace kelpie::tables::store
