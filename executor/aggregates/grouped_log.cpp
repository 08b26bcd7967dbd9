#include "executor/aggregates/grouped_log.hpp"

namespace kelpie::executor {

using tables::Vector;

void GroupedLog::add(std::span<const Vector> columns, std::span<const std::uint32_t> group_of) {
  if (group_of.empty()) return;
  batches_.push_back({{columns.begin(), columns.end()}, {group_of.begin(), group_of.end()}});
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
  for (Batch& batch : other.batches_) {
    for (std::uint32_t& group : batch.groups) group = group_map[group];
    batches_.push_back(std::move(batch));
  }
  for (std::size_t group = 0; group < other.counts_.size(); ++group) counts_[group_map[group]] += other.counts_[group];
  rows_ += other.rows_;
}

std::vector<std::size_t> GroupedLog::offsets() const {
  std::vector<std::size_t> offsets(counts_.size() + 1, 0);
  for (std::size_t group = 0; group < counts_.size(); ++group) offsets[group + 1] = offsets[group] + counts_[group];
  return offsets;
}

namespace {

template <typename T>
struct ArrangedCells {
  std::unique_ptr<T[]> values;
  std::unique_ptr<std::uint8_t[]> validity;
  std::vector<Vector> sources;  // text lies there
};

bool may_be_null(const Vector& vector) {
  if (vector.type() == tables::Type::string) return false;
  return (vector.is_dictionary() ? vector.dictionary()->values() : vector).validity() != nullptr;
}

/// Writes the cells of a batch to the next place of their groups.
template <typename T>
void scatter(const Vector& vector, const std::vector<std::uint32_t>& groups, std::size_t* next, ArrangedCells<T>& out) {
  const Vector& cells = vector.is_dictionary() ? vector.dictionary()->values() : vector;
  const T* values = cells.values<T>();
  const std::uint8_t* validity = cells.validity();
  const auto write = [&](auto entry_of) {
    for (std::size_t row = 0; row < groups.size(); ++row) {
      const std::size_t to = next[groups[row]]++;
      const std::size_t entry = entry_of(row);
      out.values[to] = values[entry];
      if (out.validity) out.validity[to] = validity == nullptr ? std::uint8_t{1} : validity[entry];
    }
  };
  if (vector.is_dictionary()) {
    tables::with_codes(vector, [&](const auto* codes) {
      write([codes](std::size_t row) { return static_cast<std::size_t>(codes[row]); });
    });
  } else if (vector.is_constant()) {
    write([](std::size_t) { return std::size_t{0}; });
  } else {
    write([](std::size_t row) { return row; });
  }
}

}  // namespace

Vector GroupedLog::column(std::size_t column, tables::Type type) const {
  std::vector<std::size_t> next = offsets();
  return tables::with_physical(tables::physical_of(type), [&]<typename T>(T*) {
    auto cells = std::make_shared<ArrangedCells<T>>();
    cells->values = std::make_unique_for_overwrite<T[]>(rows_);
    bool nulls = false;
    for (const Batch& batch : batches_) nulls = nulls || may_be_null(batch.columns[column]);
    if (nulls) cells->validity = std::make_unique_for_overwrite<std::uint8_t[]>(rows_);
    for (const Batch& batch : batches_) {
      scatter<T>(batch.columns[column], batch.groups, next.data(), *cells);
      if constexpr (std::is_same_v<T, std::string_view>) cells->sources.push_back(batch.columns[column]);
    }
    const T* values = cells->values.get();
    const std::uint8_t* validity = cells->validity.get();
    return Vector::flat<T>(type, rows_, values, validity, std::move(cells));
  });
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
