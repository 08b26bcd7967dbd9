#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tables/store/change.hpp"

namespace kelpie::tables::store {

/// Rows that only the log holds: the bytes of a segment, and who keeps them alive.
struct LogBatch {
  std::uint64_t sequence = 0;    // of its record, of several merged ones the first
  std::size_t position = 0;      // in the record
  unsigned merges = 0;           // that its rows went through in memory (log_parts.hpp); 0: the bytes are the record's
  std::int64_t stored_from = 0;  // ticks
  std::int64_t stored_to = 0;
  std::string_view bytes;
  std::shared_ptr<const void> owner;
};

/// What a store holds at one moment: the changes of its log, one after the other.
struct State {
  std::map<std::uint64_t, SegmentEntry> segments;
  std::vector<LogBatch> batches;
  SourceProgresses sources;
  std::uint64_t next_segment = 1;
  std::int64_t last_stored = 0;  // ticks: of the newest append; that of no later one is as low

  /// `owner` keeps the change's batches alive. Throws DamagedData when the change does not fit.
  void apply(const Change& change, std::uint64_t sequence, const std::shared_ptr<const void>& owner);
  /// The change that makes this state of nothing, without the batches.
  [[nodiscard]] Change checkpoint() const;
};

}  // namespace kelpie::tables::store
