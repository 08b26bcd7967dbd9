#include "tables/store/encoding/column_base.hpp"

#include <algorithm>
#include <limits>

#include "tables/store/encoding/summary_check.hpp"

namespace kelpie::tables::store {

namespace {

constexpr std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();
constexpr std::size_t summary_bytes = 20;

}  // namespace

BlockSummary unknown_block(std::uint32_t nulls) { return {lowest, highest, nulls}; }
BlockSummary empty_block(std::uint32_t nulls) { return {highest, lowest, nulls}; }
BlockSummary constant_block(std::int64_t value) { return {value, value, 0}; }

std::vector<BlockSummary> unknown_blocks(const std::vector<std::uint32_t>& nulls, std::size_t rows) {
  std::vector<BlockSummary> blocks;
  blocks.reserve(nulls.size());
  for (std::size_t i = 0; i < nulls.size(); ++i)
    blocks.push_back(nulls[i] == rows_of_block(rows, i) ? empty_block(nulls[i]) : unknown_block(nulls[i]));
  return blocks;
}

void append_summaries(std::string& out, const std::vector<BlockSummary>& blocks) {
  for (const BlockSummary& block : blocks) {
    append_value(out, block.min);
    append_value(out, block.max);
    append_value(out, block.nulls);
  }
}

std::vector<BlockSummary> take_summaries(ByteCursor& cursor, std::size_t rows) {
  ByteCursor from(cursor.take_bytes(blocks_of(rows) * summary_bytes, "block summaries"));
  std::vector<BlockSummary> blocks(blocks_of(rows));
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    blocks[i].min = from.take<std::int64_t>("smallest value of a block");
    blocks[i].max = from.take<std::int64_t>("largest value of a block");
    blocks[i].nulls = from.take<std::uint32_t>("nulls of a block");
    if (blocks[i].nulls > rows_of_block(rows, i))
      throw_damaged("nulls of a block", blocks[i].nulls, "at most its rows");
  }
  return blocks;
}

const std::shared_ptr<const Dictionary>& ColumnBase::dictionary() const {
  static const std::shared_ptr<const Dictionary> none;
  return none;
}

void ColumnBase::read_translated(std::size_t, std::size_t, std::span<const std::uint32_t>, CodeWidth, void*) const {
  throw std::logic_error("read_translated of a column without a dictionary");
}

std::optional<Vector> ColumnBase::read_path(std::span<const std::string>, std::size_t, std::size_t) const {
  return std::nullopt;
}

void ColumnBase::verify() const {
  if (const std::shared_ptr<const Dictionary>& entries = dictionary()) require_order(*entries);
  for (std::size_t block = 0; block < blocks_.size(); ++block) {
    require_summary(blocks_[block], read(block * block_rows, rows_of_block(source_.rows, block)));
  }
}

void ColumnBase::require_range(std::size_t offset, std::size_t count) const {
  if (offset > source_.rows || count > source_.rows - offset)
    throw std::out_of_range("rows beyond the end of an encoded column");
}

std::optional<IntegerRange> ColumnBase::range_of(std::size_t offset, std::size_t count) const {
  if (count == 0) return std::nullopt;
  IntegerRange range{highest, lowest};
  for (std::size_t block = offset / block_rows; block <= (offset + count - 1) / block_rows; ++block) {
    range.min = std::min(range.min, blocks_[block].min);
    range.max = std::max(range.max, blocks_[block].max);
  }
  return range;
}

}  // namespace kelpie::tables::store
