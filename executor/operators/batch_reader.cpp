#include "executor/operators/batch_reader.hpp"

namespace kelpie::executor {

const tables::Vector& BatchReader::column(std::size_t index) {
  tables::Vector& vector = batch_.columns[index];
  if (present_[index] == 0) {
    vector = source_->read(index, offset_, count_, rows_);
    present_[index] = 1;
  }
  return vector;
}

const Batch& BatchReader::with(std::span<const std::size_t> columns) {
  for (const std::size_t index : columns) static_cast<void>(column(index));
  return batch_;
}

void BatchReader::narrow(std::span<const std::uint32_t> rows, const std::vector<std::uint8_t>& wanted) {
  if (rows.size() == batch_.rows) return;
  for (std::size_t i = 0; i < present_.size(); ++i) {
    if (present_[i] == 0) continue;
    if (wanted[i] != 0)
      batch_.columns[i] = batch_.columns[i].gather(rows);
    else
      present_[i] = 0;
  }
  batch_.rows = rows.size();
  if (source_ == nullptr || rows.empty()) return;
  std::vector<std::uint32_t> left(rows.begin(), rows.end());
  if (!rows_.empty()) {
    for (std::uint32_t& row : left) row = rows_[row];
  }
  // Where the rows left lie close together, only that stretch is read from now on; else all of the block, which a store
  // may hold decoded.
  constexpr std::size_t close = 8;
  const std::uint32_t first = left.front();
  const std::size_t stretch = left.back() - first + std::size_t{1};
  if (stretch * close <= count_) {
    offset_ += first;
    count_ = stretch;
    for (std::uint32_t& row : left) row -= first;
  }
  if (left.size() == count_) left.clear();
  rows_ = std::move(left);
}

Batch BatchReader::take(std::span<const std::size_t> columns) {
  Batch result{batch_.rows, {}, batch_.sequence};
  result.columns.reserve(columns.size());
  for (const std::size_t index : columns) result.columns.push_back(column(index));
  return result;
}

}  // namespace kelpie::executor
