#include "tables/store/log_parts.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace kelpie::tables::store {

namespace {

/// Positions of a table's small parts that went through equally many merges.
using Tiers = std::map<std::pair<unsigned, std::string>, std::vector<std::size_t>>;

Tiers tiers_of(std::span<const LogBatch> batches, SegmentPool& pool, const LogPartLimits& limits) {
  Tiers tiers;
  for (std::size_t i = 0; i < batches.size(); ++i) {
    const auto segment = pool.open(batches[i]);
    const SegmentImage& image = segment->image();
    if (image.rows() < limits.rows) tiers[{batches[i].merges, image.table()}].push_back(i);
  }
  return tiers;
}

const Tiers::value_type* full_tier(const Tiers& tiers, const LogPartLimits& limits) {
  const auto found = std::find_if(tiers.begin(), tiers.end(), [&](const auto& tier) { return tier.second.size() >= limits.parts; });
  return found == tiers.end() ? nullptr : &*found;
}

/// Makes one part of the first of these, until it has the rows of a segment; gives its rows.
std::size_t merge_tier(std::vector<LogBatch>& batches, const std::vector<std::size_t>& positions, SegmentPool& pool, const LogPartLimits& limits) {
  std::vector<const LogBatch*> small;
  std::size_t rows = 0;
  while (small.size() < positions.size() && (small.size() < 2 || rows < limits.rows)) {
    small.push_back(&batches[positions[small.size()]]);
    rows += pool.open(*small.back())->image().rows();
  }
  const StoredRows merged = merge_batches(small, pool);
  const auto bytes = std::make_shared<const std::string>(write_segment(merged.rows.schema, merged.rows.columns));
  LogBatch& first = batches[positions.front()];
  ++first.merges;
  first.stored_from = merged.stored_from;
  first.stored_to = merged.stored_to;
  first.bytes = *bytes;
  first.owner = bytes;
  for (std::size_t i = small.size() - 1; i > 0; --i) batches.erase(batches.begin() + static_cast<std::ptrdiff_t>(positions[i]));
  return rows;
}

}  // namespace

StoredRows merge_batches(std::span<const LogBatch* const> batches, SegmentPool& pool) {
  std::vector<StoredTable::Part> parts;
  std::int64_t from = batches.front()->stored_from;
  std::int64_t to = batches.front()->stored_to;
  for (const LogBatch* batch : batches) {
    auto segment = pool.open(*batch);
    from = std::min(from, batch->stored_from);
    to = std::max(to, batch->stored_to);
    const std::size_t rows = segment->image().rows();
    parts.push_back({std::move(segment), rows, std::nullopt});
  }
  const std::string table = parts.front().segment->image().table();
  return {merge(table, std::move(parts)), from, to};
}

bool too_many_parts(std::span<const LogBatch> batches, SegmentPool& pool, const LogPartLimits& limits) {
  return batches.size() >= limits.parts && full_tier(tiers_of(batches, pool, limits), limits) != nullptr;
}

std::vector<LogBatch> with_fewer_parts(std::vector<LogBatch> batches, SegmentPool& pool, const LogPartLimits& limits) {
  for (std::size_t rows = 0; rows < limits.rows;) {
    // The least merged come first, so that what they become may fill the next tier.
    const Tiers tiers = tiers_of(batches, pool, limits);
    const auto* tier = full_tier(tiers, limits);
    if (tier == nullptr) break;
    rows += merge_tier(batches, tier->second, pool, limits);
  }
  return batches;
}

}  // namespace kelpie::tables::store
