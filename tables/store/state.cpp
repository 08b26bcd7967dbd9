#include "tables/store/state.hpp"

#include <algorithm>

#include "tables/damaged_data.hpp"

namespace kelpie::tables::store {

void State::apply(const Change& change, std::uint64_t sequence, const std::shared_ptr<const void>& owner) {
  for (const std::uint64_t number : change.removed) {
    if (segments.erase(number) == 0) throw DamagedData("segment " + std::to_string(number) + " is removed and was never added");
  }
  for (const SegmentEntry& entry : change.added) {
    if (!segments.emplace(entry.number, entry).second) throw DamagedData("segment " + std::to_string(entry.number) + " is added twice");
    next_segment = std::max(next_segment, entry.number + 1);
    last_stored = std::max(last_stored, entry.stored_to);
  }
  next_segment = std::max(next_segment, change.next_segment);
  last_stored = std::max(last_stored, change.stored);
  for (const SourceRange& range : change.sources) sources[range.source].add(range);
  for (std::size_t i = 0; i < change.batches.size(); ++i) batches.push_back({sequence, i, 0, change.stored, change.stored, change.batches[i], owner});
}

Change State::checkpoint() const {
  Change change;
  change.next_segment = next_segment;
  change.stored = last_stored;
  for (const auto& [number, entry] : segments) change.added.push_back(entry);
  for (const auto& [source, progress] : sources) {
    for (const auto& [begin, end] : progress.done) change.sources.push_back({source, progress.head_bytes, progress.head_hash, begin, end});
  }
  return change;
}

}  // namespace kelpie::tables::store
