#include "tables/store/merge.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "tables/builder.hpp"
#include "tables/store/snapshot.hpp"

namespace kelpie::tables::store {

namespace {

std::optional<std::size_t> time_column(const TableSchema& schema) {
  const auto column = schema.find("TimeGenerated");
  return column && schema.columns[*column].type == Type::datetime ? column : std::nullopt;
}

}  // namespace

void sort_by_time(const TableSchema& schema, std::vector<Vector>& columns) {
  const auto column = time_column(schema);
  if (!column || columns[*column].is_constant()) return;
  const Vector times = columns[*column].flattened();
  const std::int64_t* ticks = times.values<std::int64_t>();
  const std::uint8_t* validity = times.validity();
  const auto key = [&](std::uint32_t row) { return validity != nullptr && validity[row] == 0 ? std::numeric_limits<std::int64_t>::min() : ticks[row]; };
  std::vector<std::uint32_t> order(times.size());
  std::iota(order.begin(), order.end(), 0u);
  const auto earlier = [&](std::uint32_t left, std::uint32_t right) { return key(left) < key(right); };
  if (std::is_sorted(order.begin(), order.end(), earlier)) return;
  std::stable_sort(order.begin(), order.end(), earlier);
  for (Vector& rows : columns) {
    if (!rows.is_constant()) rows = rows.gather(order);
  }
}

std::optional<IntegerRange> time_range(const TableSchema& schema, std::span<const Vector> columns) {
  const auto column = time_column(schema);
  if (!column) return std::nullopt;
  const Vector times = columns[*column].flattened();
  const std::int64_t* ticks = times.values<std::int64_t>();
  const std::uint8_t* validity = times.validity();
  std::optional<IntegerRange> range;
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (validity != nullptr && validity[i] == 0) continue;
    if (!range) range = IntegerRange{ticks[i], ticks[i]};
    range->min = std::min(range->min, ticks[i]);
    range->max = std::max(range->max, ticks[i]);
  }
  return range;
}

MergedRows merge(const std::string& table, std::vector<StoredTable::Part> parts) {
  const auto merged = make_table_apart(table, nullptr, std::move(parts));
  const auto segments = merged->segments();
  std::vector<const Segment*> pointers;
  for (const auto& segment : segments) pointers.push_back(segment.get());
  MergedRows rows{merged->schema(), {}};
  std::vector<Vector> pieces;
  for (std::size_t column = 0; column < rows.schema.columns.size(); ++column) {
    merged->prepare(pointers, std::span(&column, 1));
    pieces.clear();
    for (const auto& segment : segments) pieces.push_back(segment->read(column, 0, segment->size()));
    rows.columns.push_back(concatenate(rows.schema.columns[column].type, pieces));
  }
  sort_by_time(rows.schema, rows.columns);
  return rows;
}

}  // namespace kelpie::tables::store
