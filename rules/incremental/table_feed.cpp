#include "rules/incremental/table_feed.hpp"

#include <algorithm>

namespace kelpie::rules {

namespace {

using tables::Segment;
using Blocks = std::vector<NewBlock>;

std::optional<std::size_t> arrival_of(const tables::TableSchema& schema) {
  const auto column = schema.find(arrival_column);
  return column && schema.columns[*column].type == tables::Type::datetime ? column : std::nullopt;
}

template <typename F>
void for_each_block(const tables::Table& table, F f) {
  for (const auto& segment : table.segments()) {
    for (std::size_t offset = 0; offset < segment->size(); offset += tables::block_rows) {
      f(NewBlock{segment, offset, std::min(tables::block_rows, segment->size() - offset), nullptr});
    }
  }
}

/// The rows of the block that arrived after that time.
std::optional<NewBlock> rows_after(NewBlock block, std::size_t arrival, std::int64_t time) {
  if (const auto range = block.segment->range(arrival, block.offset, block.rows)) {
    if (range->max <= time) return std::nullopt;
  }
  const tables::Vector arrived = block.segment->read(arrival, block.offset, block.rows).flattened();
  std::vector<std::uint32_t> chosen;
  for (std::size_t row = 0; row < block.rows; ++row) {
    if (arrived.validity() != nullptr && arrived.validity()[row] == 0) continue;
    if (arrived.values<std::int64_t>()[row] > time) chosen.push_back(static_cast<std::uint32_t>(row));
  }
  if (chosen.empty()) return std::nullopt;
  if (chosen.size() < block.rows) block.chosen = std::make_shared<const std::vector<std::uint32_t>>(std::move(chosen));
  return block;
}

}  // namespace

std::vector<NewBlock> TableFeed::all(const tables::Table& table) {
  Blocks blocks;
  for_each_block(table, [&](NewBlock block) { blocks.push_back(std::move(block)); });
  return blocks;
}

std::vector<NewBlock> TableFeed::since(const tables::Table& table) const {
  const auto arrival = arrival_of(table.schema());
  Blocks blocks;
  for_each_block(table, [&](NewBlock block) {
    if (arrival && arrived_) {
      if (auto rows = rows_after(std::move(block), *arrival, *arrived_)) blocks.push_back(*std::move(rows));
    } else if (!segments_.contains(block.segment)) {
      blocks.push_back(std::move(block));
    }
  });
  return blocks;
}

void TableFeed::taken(const tables::Table& table) {
  const auto arrival = arrival_of(table.schema());
  if (!arrival) {
    segments_.clear();
    for (const auto& segment : table.segments()) segments_.insert(segment);
    return;
  }
  for_each_block(table, [&](const NewBlock& block) {
    const auto range = block.segment->range(*arrival, block.offset, block.rows);
    if (range && arrived_ && range->max <= *arrived_) return;
    const tables::Vector times = block.segment->read(*arrival, block.offset, block.rows).flattened();
    for (std::size_t row = 0; row < block.rows; ++row) {
      if (times.validity() != nullptr && times.validity()[row] == 0) continue;
      arrived_ = std::max(arrived_.value_or(0), times.values<std::int64_t>()[row]);
    }
  });
  if (!arrived_) arrived_ = 0;
}

}  // namespace kelpie::rules
