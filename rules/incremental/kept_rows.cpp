#include "rules/incremental/kept_rows.hpp"

#include <algorithm>
#include <limits>

#include "rules/incremental/kept_column.hpp"
#include "tables/text.hpp"

namespace kelpie::rules {

namespace {

std::int32_t minute_of(std::int64_t ticks) { return static_cast<std::int32_t>(ticks / tables::ticks_per_minute); }

/// Calls f with every time that is there.
template <typename F>
void for_each_time(const tables::Vector& times, F f) {
  const tables::Vector flat = times.flattened();
  const auto* values = flat.values<std::int64_t>();
  for (std::size_t row = 0; row < flat.size(); ++row) {
    if (flat.validity() == nullptr || flat.validity()[row] != 0) f(values[row]);
  }
}

}  // namespace

/// Rows whose texts are codes of what all share.
class KeptRows::Rows final : public tables::Segment {
 public:
  using Codes = std::shared_ptr<const std::vector<std::uint32_t>>;
  /// `codes`: of each column with shared texts; of it there is nothing in `columns` but its size.
  Rows(std::vector<tables::Vector> columns, std::vector<Codes> codes, std::vector<std::shared_ptr<SharedTexts>> texts)
      : columns_(std::move(columns)), codes_(std::move(codes)), texts_(std::move(texts)) {}

  [[nodiscard]] std::size_t size() const override { return columns_.size(); }
  [[nodiscard]] tables::Vector read(std::size_t column, std::size_t offset, std::size_t count) const override {
    if (!codes_[column]) return columns_.read(column, offset, count);
    return tables::Vector::dictionary(texts_[column]->dictionary(), tables::CodeWidth::four,
                                      codes_[column]->data() + offset, count, codes_[column]);
  }
  [[nodiscard]] std::optional<tables::IntegerRange> range(std::size_t column, std::size_t offset,
                                                          std::size_t count) const override {
    return columns_.range(column, offset, count);
  }

 private:
  tables::MemorySegment columns_;
  std::vector<Codes> codes_;
  std::vector<std::shared_ptr<SharedTexts>> texts_;
};

KeptRows::KeptRows(std::string name, const std::vector<executor::PlanColumn>& columns, std::size_t time,
                   std::vector<std::shared_ptr<SharedTexts>> texts)
    : time_(time), texts_(std::move(texts)) {
  schema_.name = std::move(name);
  for (const executor::PlanColumn& column : columns) schema_.columns.push_back({column.name, column.type, {}, {}});
}

std::vector<std::shared_ptr<const tables::Segment>> KeptRows::segments() const {
  std::vector<std::shared_ptr<const tables::Segment>> all;
  all.reserve(chunks_.size());
  for (const Chunk& chunk : chunks_) all.push_back(chunk.segment);
  return all;
}

void KeptRows::note_minutes(const tables::Vector& times) {
  const std::size_t known = minutes_.size();
  for_each_time(times, [&](std::int64_t time) {
    if (minutes_.size() == known || minutes_.back() != minute_of(time)) minutes_.push_back(minute_of(time));
  });
  const auto middle = minutes_.begin() + static_cast<std::ptrdiff_t>(known);
  std::sort(middle, minutes_.end());
  std::inplace_merge(minutes_.begin(), middle, minutes_.end());
  minutes_.erase(std::unique(minutes_.begin(), minutes_.end()), minutes_.end());
}

void KeptRows::add_chunk(const std::vector<std::vector<tables::Vector>>& parts, std::uint64_t first) {
  Chunk chunk;
  chunk.first = first;
  std::vector<tables::Vector> columns;
  std::vector<Rows::Codes> codes(parts.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (texts_[i]) {
      auto own = std::make_shared<std::vector<std::uint32_t>>();
      std::size_t size = 0;
      for (const tables::Vector& part : parts[i]) size += part.size();
      own->reserve(size);
      for (const tables::Vector& part : parts[i]) texts_[i]->add(part, *own);
      chunk.bytes += own->size() * sizeof(std::uint32_t);
      columns.push_back(tables::Vector::null(tables::Type::string, own->size()));
      codes[i] = std::move(own);
      continue;
    }
    KeptColumn kept = keep_column(schema_.columns[i].type, parts[i]);
    // Blocks are left out by their times, which only flat columns tell.
    if (i == time_ && !kept.values.is_flat()) kept.values = kept.values.flattened();
    chunk.bytes += kept.bytes;
    columns.push_back(std::move(kept.values));
  }
  chunk.last = std::numeric_limits<std::int64_t>::min();
  for_each_time(columns[time_], [&](std::int64_t time) { chunk.last = std::max(chunk.last, time); });
  chunk.segment = std::make_shared<const Rows>(std::move(columns), std::move(codes), texts_);
  bytes_ += chunk.bytes;
  rows_ += chunk.segment->size();
  chunks_.push_back(std::move(chunk));
}

void KeptRows::remove_last() {
  bytes_ -= chunks_.back().bytes;
  rows_ -= chunks_.back().segment->size();
  chunks_.pop_back();
}

void KeptRows::append(const executor::Batches& batches) {
  // What came lately lies in small chunks; chunks of about one size become one, up to a block of rows.
  std::vector<std::vector<tables::Vector>> parts(schema_.columns.size());
  std::size_t count = 0;
  const auto add = [&](std::size_t column, tables::Vector part) { parts[column].push_back(std::move(part)); };
  const auto flush = [&] {
    if (count == 0) return;
    std::uint64_t first = next_;
    next_ += count;
    while (!chunks_.empty()) {
      const auto& last = *chunks_.back().segment;
      if (chunks_.back().first + last.size() != first) break;
      if (last.size() > count || last.size() + count > tables::block_rows) break;
      for (std::size_t i = 0; i < parts.size(); ++i) parts[i].insert(parts[i].begin(), last.read(i, 0, last.size()));
      count += last.size();
      first = chunks_.back().first;
      remove_last();
    }
    add_chunk(parts, first);
    for (auto& column : parts) column.clear();
    count = 0;
  };
  for (const executor::Batch& batch : batches) {
    if (batch.rows == 0) continue;
    note_minutes(batch.columns[time_]);
    for (std::size_t offset = 0; offset < batch.rows;) {
      const std::size_t rows = std::min(batch.rows - offset, tables::block_rows - count);
      for (std::size_t i = 0; i < parts.size(); ++i) add(i, batch.columns[i].slice(offset, rows));
      count += rows;
      offset += rows;
      if (count == tables::block_rows) flush();
    }
  }
  flush();
}

void KeptRows::forget_before(std::int64_t time) {
  std::erase_if(chunks_, [&](const Chunk& chunk) {
    if (chunk.last >= time) return false;
    bytes_ -= chunk.bytes;
    rows_ -= chunk.segment->size();
    return true;
  });
  minutes_.erase(minutes_.begin(),
                 std::lower_bound(minutes_.begin(), minutes_.end(), minute_of(std::max<std::int64_t>(0, time))));
}

void KeptRows::code_anew(std::vector<std::shared_ptr<SharedTexts>> texts) {
  std::vector<Chunk> chunks = std::move(chunks_);
  chunks_.clear();
  bytes_ = rows_ = 0;
  texts_ = std::move(texts);
  for (const Chunk& chunk : chunks) {
    std::vector<std::vector<tables::Vector>> parts;
    for (std::size_t i = 0; i < schema_.columns.size(); ++i)
      parts.push_back({chunk.segment->read(i, 0, chunk.segment->size())});
    add_chunk(parts, chunk.first);
  }
}

void KeptRows::clear() {
  chunks_.clear();
  minutes_.clear();
  bytes_ = rows_ = 0;
  ++generation_;
}

bool KeptRows::any(std::int64_t from, std::int64_t to) const {
  if (from >= to) return false;
  const auto first = std::lower_bound(minutes_.begin(), minutes_.end(), minute_of(from));
  return first != minutes_.end() && *first <= minute_of(to - 1);
}

}  // namespace kelpie::rules
