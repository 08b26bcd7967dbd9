#include "rules/incremental/window_groups.hpp"

#include <algorithm>
#include <bit>

#include "executor/operators/execution.hpp"

namespace kelpie::rules {

WindowGroups::WindowGroups(std::shared_ptr<KeptGroups> groups, executor::PlanPtr in_window,
                           std::optional<LeastSum> bound)
    : groups_(std::move(groups)), in_window_(std::move(in_window)), bound_(bound) {}

void WindowGroups::move(std::uint32_t slice, bool in) {
  const std::vector<std::uint32_t>& rows = groups_->rows_of_slice(slice);
  const std::size_t begin = in ? seen_[slice] : 0;
  const std::size_t end = in ? rows.size() : seen_[slice];
  rows_inside_ = in ? rows_inside_ + (end - begin) : rows_inside_ - (end - begin);
  seen_[slice] = in ? end : 0;
  if (!bound_) return;
  for (std::size_t i = begin; i < end; ++i) {
    const std::uint32_t row = rows[i];
    const std::uint32_t group = groups_->group_of(row);
    const std::int64_t number = (*numbers_)[row];
    Sum& sum = sums_[group];
    if (!in) {
      sum.sum -= number;
      --sum.rows;
      continue;
    }
    sum.sum += number;
    ++sum.rows;
    if (sum.sum >= bound_->least && sum.noted == 0) {
      sum.noted = 1;
      candidates_.push_back(group);
    }
  }
}

std::vector<std::uint8_t> WindowGroups::slices_inside(const executor::QueryContext& context,
                                                      executor::TimeWindow window) const {
  std::vector<std::uint8_t> inside(groups_->slices());
  if (!in_window_) {
    for (std::uint32_t slice = 0; slice < inside.size(); ++slice) {
      const std::int64_t time = groups_->time_of_slice(slice);
      inside[slice] = time >= window.from && time < window.to ? 1 : 0;
    }
    return inside;
  }
  executor::Execution execution(context);
  for (const executor::Batch& batch : execution.collect(in_window_)) {
    const tables::Vector numbers = batch.columns[1].flattened();
    for (std::size_t i = 0; i < batch.rows; ++i)
      inside[static_cast<std::size_t>(numbers.values<std::int64_t>()[i])] = 1;
  }
  return inside;
}

void WindowGroups::update(const executor::QueryContext& context, executor::TimeWindow window) {
  groups_->update();
  if (generation_ != groups_->generation()) {
    generation_ = groups_->generation();
    inside_.clear();
    seen_.clear();
    sums_.clear();
    candidates_.clear();
    rows_inside_ = 0;
  }
  if (bound_) {
    numbers_ = &groups_->numbers(bound_->column);
    sums_.resize(groups_->size());
  }
  seen_.resize(groups_->slices());
  inside_.resize(groups_->slices());
  std::vector<std::uint8_t> now = slices_inside(context, window);
  for (std::uint32_t slice = 0; slice < now.size(); ++slice) {
    if (now[slice] == 0 && inside_[slice] != 0) move(slice, false);
  }
  for (std::uint32_t slice = 0; slice < now.size(); ++slice) {
    if (now[slice] != 0 && seen_[slice] != groups_->rows_of_slice(slice).size()) move(slice, true);
  }
  inside_ = std::move(now);
  first_row_ = KeptGroups::none;
  end_row_ = 0;
  for (std::uint32_t slice = 0; slice < inside_.size(); ++slice) {
    const std::vector<std::uint32_t>& rows = groups_->rows_of_slice(slice);
    if (inside_[slice] == 0 || rows.empty()) continue;
    first_row_ = std::min(first_row_, rows.front());
    end_row_ = std::max(end_row_, rows.back() + 1);
  }
}

std::optional<executor::Batches> WindowGroups::rows() {
  std::size_t rows = 0;
  std::erase_if(candidates_, [&](std::uint32_t group) {
    Sum& sum = sums_[group];
    const bool reaches = sum.sum >= bound_->least;
    if (reaches)
      rows += sum.rows;
    else
      sum.noted = 0;
    return !reaches;
  });
  return rows > most_rows() ? std::nullopt : rows_of(candidates_);
}

std::size_t WindowGroups::most_rows() const { return 64 + rows_inside_ / 3; }

template <typename F>
void WindowGroups::for_each_row(const std::vector<std::uint32_t>& groups, F f) const {
  std::size_t rows = 0;
  for (const std::uint32_t group : groups) rows += groups_->most_rows(group, first_row_, end_row_);
  if (rows <= rows_inside_) {
    for (const std::uint32_t group : groups) {
      groups_->for_each_row(group, first_row_, end_row_, [&](std::uint32_t row) {
        const std::uint32_t slice = groups_->slice_of(row);
        if (slice != KeptGroups::none && inside_[slice] != 0) f(row);
      });
    }
    return;
  }
  // Most of their rows lie elsewhere: the window is looked through in their place.
  std::vector<std::uint8_t> wanted(groups_->size());
  for (const std::uint32_t group : groups) wanted[group] = 1;
  for (std::uint32_t slice = 0; slice < inside_.size(); ++slice) {
    if (inside_[slice] == 0) continue;
    for (const std::uint32_t row : groups_->rows_of_slice(slice)) {
      if (wanted[groups_->group_of(row)] != 0) f(row);
    }
  }
}

std::vector<std::uint32_t> WindowGroups::ascending(std::vector<std::uint32_t> rows) const {
  constexpr std::size_t bits = 64;
  const std::size_t words = rows.empty() ? 0 : (end_row_ - first_row_) / bits + 1;
  if (words > rows.size()) {
    std::sort(rows.begin(), rows.end());
    return rows;
  }
  // Many of the window's rows: each is a bit, and the bits are in order.
  std::vector<std::uint64_t> chosen(words);
  for (const std::uint32_t row : rows)
    chosen[(row - first_row_) / bits] |= std::uint64_t{1} << (row - first_row_) % bits;
  std::size_t count = 0;
  for (std::size_t word = 0; word < words; ++word) {
    for (std::uint64_t left = chosen[word]; left != 0; left &= left - 1)
      rows[count++] =
          first_row_ + static_cast<std::uint32_t>(word * bits) + static_cast<std::uint32_t>(std::countr_zero(left));
  }
  return rows;
}

std::optional<executor::Batches> WindowGroups::rows_of(const std::vector<std::uint32_t>& groups) const {
  std::vector<std::uint32_t> rows;
  for_each_row(groups, [&](std::uint32_t row) { rows.push_back(row); });
  if (rows.size() > most_rows()) return std::nullopt;
  return groups_->gather(ascending(std::move(rows)));
}

std::optional<executor::Batches> WindowGroups::rows_of(const executor::Batches& keys) const {
  if (executor::row_count(keys) > rows_inside_) return std::nullopt;
  std::vector<std::uint32_t> groups;
  for (const executor::Batch& batch : keys) {
    if (batch.rows == 0) continue;
    for (const std::uint32_t group : groups_->find(batch.columns, batch.rows)) {
      if (group != executor::no_group) groups.push_back(group);
    }
  }
  std::sort(groups.begin(), groups.end());
  groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
  return rows_of(groups);
}

}  // namespace kelpie::rules
