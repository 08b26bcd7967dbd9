#include "tables/store/segment_groups.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <string>
#include <utility>

namespace kelpie::tables::store {

namespace {

constexpr std::size_t least_segments = 8;
/// Files that one merge reads at most.
constexpr std::size_t most_segments = 64;
/// A segment is dropped as a whole, when its last event is too old, so those merged unasked lie within a day.
constexpr std::int64_t one_day = 864'000'000'000;

/// Segments are equally small where their numbers of rows have this in common: eight of one size make one of the next.
unsigned size_of(std::uint64_t rows) { return (static_cast<unsigned>(std::bit_width(rows)) + 2) / 3; }

/// When its events are from; where they have no time, when they were stored.
std::pair<std::int64_t, std::int64_t> times_of(const SegmentEntry& segment) {
  if (segment.min_time <= segment.max_time) return {segment.min_time, segment.max_time};
  return {segment.stored_from, segment.stored_to};
}

void order_by_time(SegmentGroup& segments) {
  std::stable_sort(segments.begin(), segments.end(), [](const SegmentEntry& left, const SegmentEntry& right) { return times_of(left).first < times_of(right).first; });
}

/// How many from `begin` on, which is there, have `most_rows` rows together and lie within `most_ticks`; one at least.
std::size_t count_within(const SegmentGroup& segments, std::size_t begin, std::uint64_t most_rows, std::int64_t most_ticks) {
  const auto [first, first_last] = times_of(segments[begin]);
  std::int64_t last = first_last;
  std::uint64_t rows = segments[begin].rows;
  std::size_t end = begin + 1;
  for (; end < segments.size(); ++end) {
    rows += segments[end].rows;
    last = std::max(last, times_of(segments[end]).second);
    // Times are apart by more than their type holds only where somebody made them up.
    const std::uint64_t ticks = static_cast<std::uint64_t>(last) - static_cast<std::uint64_t>(first);
    if (rows > most_rows || ticks > static_cast<std::uint64_t>(most_ticks)) break;
  }
  return end - begin;
}

}  // namespace

std::vector<SegmentGroup> all_small_segments(const std::map<std::uint64_t, SegmentEntry>& segments, std::uint64_t most_rows) {
  std::map<std::string, SegmentGroup> small;
  for (const auto& [number, entry] : segments) {
    if (entry.rows < most_rows) small[entry.table].push_back(entry);
  }
  std::vector<SegmentGroup> groups;
  for (auto& [table, entries] : small) {
    order_by_time(entries);
    for (std::size_t begin = 0; begin < entries.size();) {
      const std::size_t count = count_within(entries, begin, most_rows, INT64_MAX);
      const auto first = entries.begin() + static_cast<std::ptrdiff_t>(begin);
      if (count > 1) groups.emplace_back(first, first + static_cast<std::ptrdiff_t>(count));
      begin += count;
    }
  }
  return groups;
}

std::vector<SegmentGroup> equally_small_segments(const std::map<std::uint64_t, SegmentEntry>& segments, std::uint64_t most_rows) {
  std::map<std::pair<std::string, unsigned>, SegmentGroup> sizes;
  for (const auto& [number, entry] : segments) {
    if (entry.rows < most_rows / least_segments) sizes[{entry.table, size_of(entry.rows)}].push_back(entry);
  }
  std::vector<SegmentGroup> groups;
  std::uint64_t left = most_rows;
  for (auto& [size, entries] : sizes) {
    if (entries.size() < least_segments || (!groups.empty() && groups.back().front().table == size.first)) continue;
    order_by_time(entries);
    SegmentGroup group;
    for (std::size_t begin = 0; begin < entries.size() && group.size() < least_segments; ++begin) {
      const std::size_t count = std::min(count_within(entries, begin, left, one_day), most_segments);
      const auto first = entries.begin() + static_cast<std::ptrdiff_t>(begin);
      group.assign(first, first + static_cast<std::ptrdiff_t>(count));
    }
    if (group.size() < least_segments) continue;
    for (const SegmentEntry& entry : group) left -= entry.rows;
    groups.push_back(std::move(group));
  }
  return groups;
}

}  // namespace kelpie::tables::store
