#include "executor/operators/scan_blocks.hpp"

#include <algorithm>
#include <limits>

namespace kelpie::executor {

namespace {

bool may_match(const ScanTable& scan, const tables::Segment& segment, std::size_t offset, std::size_t rows) {
  for (const ScanTable::Bound& bound : scan.bounds) {
    const auto range = segment.range(bound.table_column, offset, rows);
    if (range && (range->max < bound.range.min || range->min > bound.range.max)) return false;
  }
  for (const ScanTable::TextBound& bound : scan.text_bounds) {
    if (bound.texts.empty() || !segment.may_hold(bound.table_column, offset, rows, bound.texts)) return false;
  }
  return true;
}

/// The most promising blocks first; those without a known range before all.
void put_in_order(const ScanTable::ReadOrder& order, std::size_t threads, std::vector<ScanBlock>& blocks) {
  std::vector<std::pair<std::int64_t, ScanBlock*>> ranked;
  for (ScanBlock& block : blocks) {
    const auto range = block.segment->range(order.table_column, block.offset, block.rows);
    const std::int64_t best = !range             ? std::numeric_limits<std::int64_t>::min()
                              : order.descending ? ~range->max
                                                 : range->min;
    ranked.emplace_back(best, &block);
  }
  std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  // Threads take contiguous runs, so every thread's run begins with good blocks: deal them out like cards.
  std::vector<ScanBlock> dealt;
  dealt.reserve(blocks.size());
  for (std::size_t hand = 0; hand < threads; ++hand) {
    for (std::size_t i = hand; i < ranked.size(); i += threads) dealt.push_back(std::move(*ranked[i].second));
  }
  blocks = std::move(dealt);
}

}  // namespace

std::vector<ScanBlock> blocks_of(const ScanTable& scan, const QueryContext& context, bool best_first) {
  const std::size_t step = std::min(tables::block_rows, std::max<std::size_t>(1, context.batch_rows));
  std::vector<ScanBlock> blocks;
  std::uint64_t sequence = 0;
  for (const auto& segment : scan.table->segments()) {
    const std::size_t size = segment->size();
    if (size == 0 || !may_match(scan, *segment, 0, size)) {
      sequence += (size + step - 1) / step;
      continue;
    }
    for (std::size_t offset = 0; offset < size; offset += step, ++sequence) {
      const std::size_t rows = std::min(step, size - offset);
      if (rows == size || may_match(scan, *segment, offset, rows)) blocks.push_back({segment, offset, rows, sequence});
    }
  }
  if (scan.read_order && best_first) put_in_order(*scan.read_order, std::max(1u, context.threads), blocks);
  return blocks;
}

}  // namespace kelpie::executor
