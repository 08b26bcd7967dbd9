#include <algorithm>
#include <limits>

#include "executor/operators/build.hpp"

namespace kelpie::executor {

namespace {

/// Reads a table block by block; a block that the bounds rule out is never touched.
class Scan final : public Producer {
 public:
  Scan(const ScanTable& scan, Execution& execution) : scan_(scan), execution_(execution) {}

  void run(Sink& sink) override {
    const auto segments = scan_.table->segments();
    std::vector<Block> blocks;
    std::uint64_t sequence = 0;
    for (const auto& segment : segments) {
      const std::size_t step = std::min(tables::block_rows, std::max<std::size_t>(1, execution_.context().batch_rows));
      for (std::size_t offset = 0; offset < segment->size(); offset += step) {
        const Block block{segment.get(), offset, std::min(step, segment->size() - offset), sequence++};
        if (may_match(block)) blocks.push_back(block);
      }
    }
    if (scan_.read_order && !sink.in_order()) put_in_order(blocks);
    execution_.parallel(blocks.size(), sink, [&](std::size_t task, Sink::Part& part) {
      const Block& block = blocks[task];
      Batch batch{block.rows, {}, block.sequence};
      batch.columns.reserve(scan_.table_columns.size());
      for (const std::size_t column : scan_.table_columns) batch.columns.push_back(block.segment->read(column, block.offset, block.rows));
      return part.push(std::move(batch));
    });
  }

 private:
  struct Block {
    const tables::Segment* segment;
    std::size_t offset;
    std::size_t rows;
    std::uint64_t sequence;
  };

  /// The most promising blocks first; those without a known range before all.
  void put_in_order(std::vector<Block>& blocks) const {
    const ScanTable::ReadOrder order = *scan_.read_order;
    std::vector<std::pair<std::int64_t, Block>> ranked;
    for (const Block& block : blocks) {
      const auto range = block.segment->range(order.table_column, block.offset, block.rows);
      const std::int64_t best = !range ? std::numeric_limits<std::int64_t>::min() : order.descending ? ~range->max : range->min;
      ranked.emplace_back(best, block);
    }
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    // Threads take contiguous runs, so every thread's run begins with good blocks: deal them out like cards.
    const std::size_t hands = std::max(1u, execution_.context().threads);
    std::vector<Block> dealt;
    for (std::size_t hand = 0; hand < hands; ++hand) {
      for (std::size_t i = hand; i < ranked.size(); i += hands) dealt.push_back(ranked[i].second);
    }
    blocks = std::move(dealt);
  }

  [[nodiscard]] bool may_match(const Block& block) const {
    for (const ScanTable::Bound& bound : scan_.bounds) {
      const auto range = block.segment->range(bound.table_column, block.offset, block.rows);
      if (range && (range->max < bound.range.min || range->min > bound.range.max)) return false;
    }
    return true;
  }

  const ScanTable& scan_;
  Execution& execution_;
};

}  // namespace

ProducerPtr make_scan(const ScanTable& scan, Execution& execution) { return std::make_unique<Scan>(scan, execution); }

}  // namespace kelpie::executor
