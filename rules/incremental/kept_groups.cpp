#include "rules/incremental/kept_groups.hpp"

#include <algorithm>
#include <numeric>

namespace kelpie::rules {

namespace {

tables::Vector longs(tables::Type type, const std::vector<std::int64_t>& values) {
  auto owner = std::make_shared<const std::vector<std::int64_t>>(values);
  return tables::Vector::flat(type, owner->size(), owner->data(), nullptr, owner);
}

}  // namespace

KeptGroups::KeptGroups(std::shared_ptr<const KeptRows> kept, std::vector<std::size_t> columns)
    : kept_(std::move(kept)), columns_(std::move(columns)) {
  begin_anew();
}

void KeptGroups::begin_anew() {
  ++generation_;
  kept_generation_ = kept_->generation();
  std::vector<tables::Type> types;
  for (const std::size_t column : columns_) types.push_back(kept_->schema().columns[column].type);
  keys_.reset();
  shared_ = std::make_unique<executor::GroupKeys::Shared>(types);
  keys_ = std::make_unique<executor::GroupKeys>(*shared_);
  base_ = kept_->first_row();
  group_of_.clear();
  listed_ = 0;
  lists_.clear();
  list_begins_.clear();
  previous_.clear();
  last_of_.clear();
  lately_in_.clear();
  slice_of_.clear();
  slices_.clear();
  times_.clear();
  slice_at_.clear();
  slice_times_->clear();
  numbers_.clear();
}

void KeptGroups::update() {
  constexpr std::size_t few = 4096;
  const std::size_t forgotten = group_of_.size() - std::min<std::size_t>(group_of_.size(), kept_->rows());
  const bool many_forgotten = forgotten > few && forgotten > kept_->rows();
  if (kept_generation_ != kept_->generation() || many_forgotten || group_of_.size() >= none / 2) begin_anew();
  if (kept_->rows() > 2 * group_of_.size()) {
    for (auto* by_row : {&group_of_, &slice_of_}) by_row->reserve(kept_->rows());
  }
  const std::size_t slices = slices_.size();
  kept_->for_each_chunk([&](std::uint64_t first, const tables::Segment& rows) {
    const std::uint64_t known = base_ + group_of_.size();
    if (first + rows.size() <= known) return;
    // Rows between two chunks were forgotten before they were seen here: no window needs them.
    for (std::uint64_t gap = known; gap < first; ++gap) {
      group_of_.push_back(none);
      previous_.push_back(none);
      slice_of_.push_back(none);
    }
    const std::size_t offset = first < known ? known - first : 0;
    add(rows, offset, rows.size() - offset);
  });
  if (previous_.size() > few && previous_.size() > listed_ / 4) list_rows();
  if (slices_.size() == slices) return;
  std::vector<std::int64_t> order;
  for (std::size_t i = 0; i < times_.size(); ++i) order.push_back(static_cast<std::int64_t>(i));
  slice_times_->assign(1,
                       {times_.size(), {longs(tables::Type::datetime, times_), longs(tables::Type::long_, order)}, 0});
}

void KeptGroups::list_rows() {
  listed_ = static_cast<std::uint32_t>(group_of_.size());
  list_begins_.assign(size() + 1, 0);
  for (const std::uint32_t group : group_of_) {
    if (group != none) ++list_begins_[group + 1];
  }
  std::partial_sum(list_begins_.begin(), list_begins_.end(), list_begins_.begin());
  lists_.resize(list_begins_.back());
  std::vector<std::uint32_t> next(list_begins_.begin(), list_begins_.end() - 1);
  for (std::uint32_t row = 0; row < listed_; ++row) {
    if (group_of_[row] != none) lists_[next[group_of_[row]]++] = row;
  }
  previous_ = {};
  last_of_.assign(size(), none);
  lately_in_.assign(size(), 0);
}

std::span<const std::uint32_t> KeptGroups::listed_rows(std::uint32_t group, std::uint32_t first,
                                                       std::uint32_t end) const {
  if (group + 1 >= list_begins_.size()) return {};
  const auto begin = lists_.begin() + list_begins_[group];
  const auto last = lists_.begin() + list_begins_[group + 1];
  const auto from = std::lower_bound(begin, last, first);
  return {from, std::lower_bound(from, last, end)};
}

void KeptGroups::add(const tables::Segment& rows, std::size_t offset, std::size_t count) {
  std::vector<tables::Vector> keys;
  for (const std::size_t column : columns_) keys.push_back(rows.read(column, offset, count));
  const std::size_t begin = group_of_.size();
  group_of_.resize(begin + count);
  keys_->groups(keys, count, group_of_.data() + begin);
  last_of_.resize(keys_->size(), none);
  lately_in_.resize(keys_->size());
  const tables::Vector times = rows.read(kept_->time(), offset, count).flattened();
  for (std::size_t i = 0; i < count; ++i) {
    const auto row = static_cast<std::uint32_t>(begin + i);
    std::uint32_t& last = last_of_[group_of_[row]];
    previous_.push_back(last);
    last = row;
    ++lately_in_[group_of_[row]];
    if (times.validity() != nullptr && times.validity()[i] == 0) {
      slice_of_.push_back(none);
      continue;
    }
    const std::int64_t time = times.values<std::int64_t>()[i];
    if (begin + i > 0 && slice_of_.back() != none && times_[slice_of_.back()] == time) {
      slice_of_.push_back(slice_of_.back());
    } else {
      const auto [at, fresh] = slice_at_.emplace(time, static_cast<std::uint32_t>(slices_.size()));
      if (fresh) {
        slices_.emplace_back();
        times_.push_back(time);
      }
      slice_of_.push_back(at->second);
    }
    slices_[slice_of_.back()].push_back(row);
  }
}

std::vector<std::uint32_t> KeptGroups::find(std::span<const tables::Vector> keys, std::size_t rows) const {
  std::vector<std::uint32_t> groups(rows);
  executor::GroupKeys::Prober(*keys_).groups(keys, rows, groups.data());
  return groups;
}

const std::vector<std::int64_t>& KeptGroups::numbers(std::size_t column) {
  std::vector<std::int64_t>& numbers = numbers_[column];
  if (numbers.size() == group_of_.size()) return numbers;
  if (group_of_.size() > 2 * numbers.size()) numbers.reserve(group_of_.size());
  kept_->for_each_chunk([&](std::uint64_t first, const tables::Segment& rows) {
    const std::uint64_t known = base_ + numbers.size();
    if (first + rows.size() <= known) return;
    if (known < first) numbers.resize(first - base_);
    const std::size_t offset = first < known ? known - first : 0;
    const tables::Vector values = rows.read(column, offset, rows.size() - offset).flattened();
    for (std::size_t i = 0; i < values.size(); ++i) {
      const bool null = values.validity() != nullptr && values.validity()[i] == 0;
      numbers.push_back(null ? 0 : values.values<std::int64_t>()[i]);
    }
  });
  numbers.resize(group_of_.size());
  return numbers;
}

executor::Batches KeptGroups::gather(std::span<const std::uint32_t> rows) const {
  executor::Batches batches;
  std::size_t next = 0;
  const std::size_t columns = kept_->schema().columns.size();
  kept_->for_each_chunk([&](std::uint64_t first, const tables::Segment& segment) {
    std::vector<std::uint32_t> within;
    for (; next < rows.size() && base_ + rows[next] < first + segment.size(); ++next) {
      if (base_ + rows[next] >= first) within.push_back(static_cast<std::uint32_t>(base_ + rows[next] - first));
    }
    if (within.empty()) return;
    executor::Batch batch{within.size(), {}, batches.size()};
    for (std::size_t column = 0; column < columns; ++column)
      batch.columns.push_back(segment.read(column, 0, segment.size()).gather(within));
    batches.push_back(std::move(batch));
  });
  return batches;
}

std::size_t KeptGroups::bytes() const {
  // Of each row its group, its slice, its place among those of the group and in the slice.
  std::size_t bytes = group_of_.size() * 16 + last_of_.size() * 12 + keys_->memory();
  for (const auto& [column, numbers] : numbers_) bytes += numbers.size() * 8;
  return bytes;
}

}  // namespace kelpie::rules
