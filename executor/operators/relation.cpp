#include "executor/operators/relation.hpp"

#include <algorithm>

#include "executor/error.hpp"
#include "tables/builder.hpp"

namespace kelpie::executor {

std::vector<std::size_t> positions_of(const std::vector<PlanColumn>& layout, std::span<const PlanColumn> columns) {
  std::vector<std::size_t> positions;
  positions.reserve(columns.size());
  std::size_t next = 0;
  for (const PlanColumn& column : columns) {
    if (next >= layout.size() || layout[next].id != column.id) {
      const auto after = std::find_if(layout.begin() + static_cast<std::ptrdiff_t>(std::min(next, layout.size())), layout.end(), [&](const PlanColumn& one) { return one.id == column.id; });
      next = after != layout.end() ? static_cast<std::size_t>(after - layout.begin()) : position_of(layout, column.id).value();
    }
    positions.push_back(next++);
  }
  return positions;
}

Batch concatenate(const Batches& batches, const std::vector<PlanColumn>& columns) {
  Batch result{row_count(batches), {}, 0};
  if (result.rows >= tables::Vector::no_row) throw QueryError("E_RUNAWAY_QUERY", "An operator that needs all rows at once got more than four billion.");
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::vector<tables::Vector> parts;
    parts.reserve(batches.size());
    for (const Batch& batch : batches) parts.push_back(batch.columns[i]);
    result.columns.push_back(tables::concatenate(columns[i].type, parts));
  }
  return result;
}

Batches split(const Batch& batch, std::size_t rows) {
  Batches result;
  for (std::size_t offset = 0; offset < batch.rows; offset += rows) {
    const std::size_t count = std::min(rows, batch.rows - offset);
    Batch part{count, {}, result.size()};
    part.columns.reserve(batch.columns.size());
    for (const tables::Vector& column : batch.columns) part.columns.push_back(column.slice(offset, count));
    result.push_back(std::move(part));
  }
  return result;
}

}  // namespace kelpie::executor
