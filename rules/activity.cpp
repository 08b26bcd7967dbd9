#include "rules/activity.hpp"

#include <algorithm>

#include "tables/damaged_data.hpp"
#include "tables/text.hpp"

namespace kelpie::rules {

namespace {

std::int64_t minute_of(std::int64_t ticks) { return ticks / tables::ticks_per_minute; }

void sort_out(std::vector<std::int64_t>& minutes) {
  std::sort(minutes.begin(), minutes.end());
  minutes.erase(std::unique(minutes.begin(), minutes.end()), minutes.end());
}

}  // namespace

void Activity::add_segment(Times& times, const tables::Segment& segment, std::size_t column) {
  for (std::size_t offset = 0; offset < segment.size(); offset += tables::block_rows) {
    const std::size_t count = std::min(tables::block_rows, segment.size() - offset);
    const tables::Vector vector = segment.read(column, offset, count).flattened();
    const auto* values = vector.values<std::int64_t>();
    for (std::size_t row = 0; row < count; ++row) {
      if (vector.validity() != nullptr && vector.validity()[row] == 0) continue;
      const std::int64_t time = values[row];
      if (!times.covered) times.covered = executor::TimeWindow{time, time + 1};
      times.covered->from = std::min(times.covered->from, time);
      times.covered->to = std::max(times.covered->to, time + 1);
      if (times.minutes.empty() || times.minutes.back() != minute_of(time)) times.minutes.push_back(minute_of(time));
    }
  }
  sort_out(times.minutes);
}

const Activity::Times& Activity::times_of(const tables::Table& table) {
  const auto [at, added] = times_.emplace(&table, Times{});
  Times& times = at->second;
  if (!added) return times;
  const auto column = table.schema().find("TimeGenerated");
  if (!column || table.schema().columns[*column].type != tables::Type::datetime) return times;
  times.known = true;
  for (const auto& segment : table.segments()) {
    try {
      add_segment(times, *segment, *column);
    } catch (const tables::DamagedData&) {
      // Its queries will tell; until then it may have a row in any window.
      times.known = false;
    }
  }
  return times;
}

bool Activity::any(const tables::Table& table, executor::TimeWindow window) {
  const Times& times = times_of(table);
  if (!times.known) return true;
  const auto first = std::lower_bound(times.minutes.begin(), times.minutes.end(), minute_of(window.from));
  return window.to > window.from && first != times.minutes.end() && *first <= minute_of(window.to - 1);
}

std::optional<executor::TimeWindow> Activity::covered(const tables::Catalog& catalog) {
  std::optional<executor::TimeWindow> all;
  for (const std::string& name : catalog.names()) {
    const auto table = catalog.find(name);
    if (!table) continue;
    const auto one = times_of(*table).covered;
    if (!one) continue;
    all = all ? executor::TimeWindow{std::min(all->from, one->from), std::max(all->to, one->to)} : *one;
  }
  return all;
}

}  // namespace kelpie::rules
