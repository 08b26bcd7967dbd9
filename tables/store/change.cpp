#include "tables/store/change.hpp"

#include <algorithm>

#include "tables/store/bytes.hpp"

namespace kelpie::tables::store {

namespace {

constexpr std::size_t least_segment_bytes = 8 * 8;
constexpr std::size_t least_source_bytes = 5 * 8;

}  // namespace

std::string encode_change(const Change& change) {
  std::string bytes;
  ByteWriter out(bytes);
  out.number(static_cast<std::uint32_t>(change.removed.size()));
  for (const std::uint64_t number : change.removed) out.number(number);
  out.number(static_cast<std::uint32_t>(change.added.size()));
  for (const SegmentEntry& entry : change.added) {
    out.number(entry.number);
    out.text(entry.table);
    for (const std::uint64_t value : {entry.rows, entry.bytes}) out.number(value);
    for (const std::int64_t time : {entry.min_time, entry.max_time, entry.stored_from, entry.stored_to}) out.number(time);
  }
  out.number(static_cast<std::uint32_t>(change.sources.size()));
  for (const SourceRange& range : change.sources) {
    out.text(range.source);
    for (const std::uint64_t value : {range.head_bytes, range.head_hash, range.begin, range.end}) out.number(value);
  }
  out.number(change.stored);
  out.number(change.next_segment);
  out.number(static_cast<std::uint32_t>(change.batches.size()));
  for (const std::string_view batch : change.batches) out.text(batch);
  return bytes;
}

Change decode_change(std::string_view bytes) {
  ByteReader in(bytes);
  Change change;
  change.removed.resize(in.count(sizeof(std::uint64_t)));
  for (std::uint64_t& number : change.removed) number = in.number<std::uint64_t>();
  change.added.resize(in.count(least_segment_bytes));
  for (SegmentEntry& entry : change.added) {
    entry.number = in.number<std::uint64_t>();
    entry.table = in.text();
    for (std::uint64_t* value : {&entry.rows, &entry.bytes}) *value = in.number<std::uint64_t>();
    for (std::int64_t* time : {&entry.min_time, &entry.max_time, &entry.stored_from, &entry.stored_to}) *time = in.number<std::int64_t>();
  }
  change.sources.resize(in.count(least_source_bytes));
  for (SourceRange& range : change.sources) {
    range.source = in.text();
    for (std::uint64_t* value : {&range.head_bytes, &range.head_hash, &range.begin, &range.end}) *value = in.number<std::uint64_t>();
  }
  change.stored = in.number<std::int64_t>();
  change.next_segment = in.number<std::uint64_t>();
  change.batches.resize(in.count(sizeof(std::uint64_t)));
  for (std::string_view& batch : change.batches) batch = in.text();
  if (in.left() != 0) throw DamagedData("there are bytes behind its end");
  return change;
}

void SourceProgress::add(const SourceRange& range) {
  if (range.head_bytes != head_bytes || range.head_hash != head_hash) {
    // A source that was short has a longer head later: whoever adds the range has compared what both have.
    if (range.begin == 0) done.clear();
    head_bytes = range.head_bytes;
    head_hash = range.head_hash;
  }
  done.emplace_back(range.begin, range.end);
  std::sort(done.begin(), done.end());
  std::vector<std::pair<std::uint64_t, std::uint64_t>> joined;
  for (const auto& [begin, end] : done) {
    if (!joined.empty() && begin <= joined.back().second) {
      joined.back().second = std::max(joined.back().second, end);
    } else {
      joined.emplace_back(begin, end);
    }
  }
  done = std::move(joined);
}

}  // namespace kelpie::tables::store
