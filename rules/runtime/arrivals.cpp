#include "rules/runtime/arrivals.hpp"

#include <algorithm>
#include <string>

#include "rules/rows_between.hpp"
#include "tables/ingestion_time.hpp"

namespace kelpie::rules {

namespace {

using tables::Segment;
using tables::Vector;

/// Smallest and largest value of a column of times; read where it is not known.
std::optional<tables::IntegerRange> range_of(const Segment& segment, std::size_t column) {
  if (const auto known = segment.range(column, 0, segment.size())) return known->min <= known->max ? known : std::nullopt;
  std::optional<tables::IntegerRange> range;
  for (std::size_t offset = 0; offset < segment.size(); offset += tables::block_rows) {
    const Vector times = segment.read(column, offset, std::min(tables::block_rows, segment.size() - offset)).flattened();
    for (std::size_t i = 0; i < times.size(); ++i) {
      if (times.validity() != nullptr && times.validity()[i] == 0) continue;
      const std::int64_t time = times.values<std::int64_t>()[i];
      range = range ? tables::IntegerRange{std::min(range->min, time), std::max(range->max, time)} : tables::IntegerRange{time, time};
    }
  }
  return range;
}

/// Calls f(smallest, largest) for the column of every table that has it, by segment.
template <typename F>
void for_each_range(const tables::Catalog& catalog, std::string_view name, F&& f) {
  for (const std::string& table_name : catalog.names()) {
    const auto table = catalog.find(table_name);
    const auto column = table ? datetime_column(table->schema(), name) : std::nullopt;
    if (!column) continue;
    for (const auto& segment : table->segments()) {
      if (const auto range = range_of(*segment, *column)) f(range->min, range->max);
    }
  }
}

std::optional<std::int64_t> newest(const tables::Catalog& catalog, std::string_view column) {
  std::optional<std::int64_t> time;
  for_each_range(catalog, column, [&](std::int64_t, std::int64_t largest) { time = std::max(time.value_or(largest), largest); });
  return time;
}
std::optional<std::int64_t> oldest(const tables::Catalog& catalog, std::string_view column) {
  std::optional<std::int64_t> time;
  for_each_range(catalog, column, [&](std::int64_t smallest, std::int64_t) { time = std::min(time.value_or(smallest), smallest); });
  return time;
}

}  // namespace

std::optional<std::int64_t> newest_arrival(const tables::Catalog& catalog) { return newest(catalog, tables::ingestion_time_column); }
std::optional<std::int64_t> oldest_arrival(const tables::Catalog& catalog) { return oldest(catalog, tables::ingestion_time_column); }
bool may_have_arrived(const tables::Catalog& catalog, std::int64_t from, std::int64_t to) {
  bool may = false;
  for_each_range(catalog, tables::ingestion_time_column, [&](std::int64_t smallest, std::int64_t largest) { may = may || (smallest < to && largest >= from); });
  return may;
}
std::optional<std::int64_t> newest_event(const tables::Catalog& catalog) { return newest(catalog, "TimeGenerated"); }
std::optional<std::int64_t> oldest_event(const tables::Catalog& catalog) { return oldest(catalog, "TimeGenerated"); }

std::shared_ptr<const tables::Catalog> arrived_between(std::shared_ptr<const tables::Catalog> catalog, std::int64_t from, std::int64_t to) {
  return rows_between(std::move(catalog), tables::ingestion_time_column, "TimeGenerated", from, to);
}

std::vector<std::int64_t> event_times_since(const tables::Table& table, std::int64_t mark, std::int64_t last, std::int64_t earliest) {
  std::vector<std::int64_t> times;
  const auto arrival = datetime_column(table.schema(), tables::ingestion_time_column);
  const auto event = datetime_column(table.schema(), "TimeGenerated");
  if (!arrival || !event) return times;
  for (const auto& segment : table.segments()) {
    const auto range = segment->range(*arrival, 0, segment->size());
    if (range && (range->max <= mark || range->min > last)) continue;
    const auto events = segment->range(*event, 0, segment->size());
    if (events && events->max < earliest) continue;
    const std::vector<std::uint32_t> rows = rows_within(*segment, *arrival, mark + 1, last + 1);
    if (rows.empty()) continue;
    const Vector read = segment->read(*event, rows.front(), rows.back() - rows.front() + 1).flattened();
    for (const std::uint32_t row : rows) {
      const std::size_t place = row - rows.front();
      if (read.validity() != nullptr && read.validity()[place] == 0) continue;
      if (const std::int64_t time = read.values<std::int64_t>()[place]; time >= earliest) times.push_back(time);
    }
  }
  std::sort(times.begin(), times.end());
  return times;
}

}  // namespace kelpie::rules
