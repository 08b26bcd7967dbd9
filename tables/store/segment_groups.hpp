#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "tables/store/change.hpp"

namespace kelpie::tables::store {

/// Segments of one table that are to become one, in the order of their events' times.
using SegmentGroup = std::vector<SegmentEntry>;

/// All that have fewer than `most_rows` rows, with as many neighbours in time as have `most_rows` together.
[[nodiscard]] std::vector<SegmentGroup> all_small_segments(const std::map<std::uint64_t, SegmentEntry>& segments, std::uint64_t most_rows);

/// What is worth merging whenever the log becomes segments, since a table of few events gets a small segment each time: of each table one group of
/// eight segments or more that have about equally many rows and lie within a day (retention drops segments, not rows), those with the fewest first. So a
/// row is merged a few times in its life, and segments of an eighth of `most_rows` and more never. All groups have `most_rows` rows together at most.
[[nodiscard]] std::vector<SegmentGroup> equally_small_segments(const std::map<std::uint64_t, SegmentEntry>& segments, std::uint64_t most_rows);

}  // namespace kelpie::tables::store
