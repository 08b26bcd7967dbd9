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
    for (const auto& segment : segments) {
      const std::size_t step = std::min(tables::block_rows, std::max<std::size_t>(1, execution_.context().batch_rows));
      for (std::size_t offset = 0; offset < segment->size(); offset += step) {
        const Block block{segment.get(), offset, std::min(step, segment->size() - offset)};
        if (may_match(block)) blocks.push_back(block);
      }
    }
    execution_.parallel(blocks.size(), sink, [&](std::size_t task, Sink::Part& part) {
      const Block& block = blocks[task];
      Batch batch{block.rows, {}, task};
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
  };

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
