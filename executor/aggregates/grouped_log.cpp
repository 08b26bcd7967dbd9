#include "executor/aggregates/grouped_log.hpp"

namespace kelpie::executor {

using tables::Vector;

void GroupedLog::add(std::span<const Vector> columns, std::span<const std::uint32_t> group_of) {
  if (group_of.empty()) return;
  batches_.keep(columns);
  groups_.emplace_back(group_of.begin(), group_of.end());
  rows_ += group_of.size();
  if (counts_.size() == 1)
    counts_[0] += group_of.size();
  else
    for (const std::uint32_t group : group_of) ++counts_[group];
}

void GroupedLog::add(std::span<const Vector> columns, std::span<const std::uint32_t> group_of,
                     std::span<const std::uint32_t> rows) {
  std::vector<Vector> picked;
  for (const Vector& column : columns) picked.push_back(column.gather(rows));
  std::vector<std::uint32_t> groups(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) groups[i] = group_of[rows[i]];
  add(picked, groups);
}

void GroupedLog::merge(GroupedLog& other, std::span<const std::uint32_t> group_map) {
  batches_.take(other.batches_);
  for (std::vector<std::uint32_t>& batch : other.groups_) {
    for (std::uint32_t& group : batch) group = group_map[group];
    groups_.push_back(std::move(batch));
  }
  for (std::size_t group = 0; group < other.counts_.size(); ++group) counts_[group_map[group]] += other.counts_[group];
  rows_ += other.rows_;
}

std::vector<std::size_t> GroupedLog::offsets() const {
  std::vector<std::size_t> offsets(counts_.size() + 1, 0);
  for (std::size_t group = 0; group < counts_.size(); ++group) offsets[group + 1] = offsets[group] + counts_[group];
  return offsets;
}

void GroupedLog::arrange() {
  if (order_.size() == rows_) return;
  order_.resize(rows_);
  std::vector<std::size_t> next = offsets();
  for (std::uint32_t batch = 0; batch < groups_.size(); ++batch) {
    const std::vector<std::uint32_t>& groups = groups_[batch];
    for (std::uint32_t row = 0; row < groups.size(); ++row) order_[next[groups[row]]++] = {.batch = batch, .row = row};
  }
}

Vector GroupedLog::column(std::size_t column, tables::Type type) {
  arrange();
  return batches_.gather(column, type, order_).flattened();
}

std::size_t GroupedLog::memory() const {
  return rows_ * 2 * sizeof(std::uint32_t) + counts_.capacity() * sizeof(std::uint64_t);
}

std::optional<std::vector<std::uint32_t>> rows_with_value(const Vector& vector) {
  if (vector.type() == tables::Type::string) return std::nullopt;
  const std::uint8_t* validity = vector.is_dictionary() ? vector.dictionary()->values().validity() : vector.validity();
  if (validity == nullptr) return std::nullopt;
  std::vector<std::uint32_t> rows(vector.size());
  std::size_t count = 0;
  const auto pick = [&](auto entry_of) {
    for (std::size_t row = 0; row < vector.size(); ++row) {
      rows[count] = static_cast<std::uint32_t>(row);
      count += validity[entry_of(row)] != 0 ? 1 : 0;
    }
  };
  if (vector.is_dictionary()) {
    tables::with_codes(vector, [&](const auto* codes) {
      pick([codes](std::size_t row) { return static_cast<std::size_t>(codes[row]); });
    });
  } else if (vector.is_constant()) {
    pick([](std::size_t) { return std::size_t{0}; });
  } else {
    pick([](std::size_t row) { return row; });
  }
  if (count == vector.size()) return std::nullopt;
  rows.resize(count);
  return rows;
}

}  // namespace kelpie::executor
