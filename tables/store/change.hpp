#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kelpie::tables::store {

/// A sealed segment as the log names it. Its file is segments/<number>.seg.
struct SegmentEntry {
  std::uint64_t number = 0;
  std::string table;
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
  /// TimeGenerated in ticks; min > max: no row has one.
  std::int64_t min_time = 0;
  std::int64_t max_time = -1;
  /// When the rows were stored, in ticks.
  std::int64_t stored_from = 0;
  std::int64_t stored_to = 0;
};

/// Bytes [begin, end) of a source are in the store. The head tells whether it is still the same source.
struct SourceRange {
  std::string source;
  std::uint64_t head_bytes = 0;
  std::uint64_t head_hash = 0;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

/// One step of the store, made wholly or not at all: a record of the log.
struct Change {
  std::vector<std::uint64_t> removed;
  std::vector<SegmentEntry> added;
  /// Rows that have no file yet: bytes of segments (segment_image.hpp).
  std::vector<std::string_view> batches;
  /// When they were stored, in ticks.
  std::int64_t stored = 0;
  std::vector<SourceRange> sources;
  /// No segment had this number or a higher one so far; 0: says nothing.
  std::uint64_t next_segment = 0;
};

[[nodiscard]] std::string encode_change(const Change& change);
/// `bytes` must outlive the result. Throws DamagedData.
[[nodiscard]] Change decode_change(std::string_view bytes);

/// What was read of one source so far.
struct SourceProgress {
  std::uint64_t head_bytes = 0;
  std::uint64_t head_hash = 0;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> done;  // in order, apart from each other

  /// A range of another head begins anew.
  void add(const SourceRange& range);
};
using SourceProgresses = std::map<std::string, SourceProgress, std::less<>>;

}  // namespace kelpie::tables::store
