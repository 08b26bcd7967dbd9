#include "rules/rows_between.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <string>

namespace kelpie::rules {

namespace {

using tables::Segment;
using tables::Vector;

/// Some rows of another segment, in its order.
class ChosenRows final : public Segment {
 public:
  ChosenRows(std::shared_ptr<const Segment> all, std::vector<std::uint32_t> rows) : all_(std::move(all)), rows_(std::move(rows)) {}

  [[nodiscard]] const Segment& all() const { return *all_; }
  [[nodiscard]] std::size_t size() const override { return rows_.size(); }
  [[nodiscard]] Vector read(std::size_t column, std::size_t offset, std::size_t count) const override {
    const auto [first, span] = covering(offset, count);
    const Vector read = all_->read(column, first, span);
    return span == count ? read : chosen(read, first, offset, count);
  }
  [[nodiscard]] std::optional<tables::IntegerRange> range(std::size_t column, std::size_t offset, std::size_t count) const override {
    const auto [first, span] = covering(offset, count);
    return all_->range(column, first, span);
  }
  [[nodiscard]] bool may_hold(std::size_t column, std::size_t offset, std::size_t count, std::span<const std::string> texts) const override {
    const auto [first, span] = covering(offset, count);
    return all_->may_hold(column, first, span, texts);
  }
  [[nodiscard]] std::optional<Vector> read_path(std::size_t column, std::span<const std::string> path, std::size_t offset, std::size_t count) const override {
    const auto [first, span] = covering(offset, count);
    auto read = all_->read_path(column, path, first, span);
    if (read && span != count) read = chosen(*read, first, offset, count);
    return read;
  }

 private:
  [[nodiscard]] std::pair<std::size_t, std::size_t> covering(std::size_t offset, std::size_t count) const {
    if (count == 0) return {0, 0};
    return {rows_[offset], rows_[offset + count - 1] - rows_[offset] + 1};
  }
  [[nodiscard]] Vector chosen(const Vector& read, std::size_t first, std::size_t offset, std::size_t count) const {
    std::vector<std::uint32_t> rows(count);
    for (std::size_t i = 0; i < count; ++i) rows[i] = rows_[offset + i] - static_cast<std::uint32_t>(first);
    return read.gather(rows);
  }

  std::shared_ptr<const Segment> all_;
  std::vector<std::uint32_t> rows_;
};

class TableBetween final : public tables::Table {
 public:
  TableBetween(std::shared_ptr<const tables::Table> all, std::size_t column, std::int64_t from, std::int64_t to) : all_(std::move(all)) {
    for (const auto& segment : all_->segments()) {
      const auto range = segment->range(column, 0, segment->size());
      if (range && (range->max < from || range->min >= to)) continue;
      std::vector<std::uint32_t> rows = rows_within(*segment, column, from, to);
      if (!rows.empty()) segments_.push_back(std::make_shared<const ChosenRows>(segment, std::move(rows)));
    }
  }
  [[nodiscard]] const tables::TableSchema& schema() const override { return all_->schema(); }
  [[nodiscard]] std::vector<std::shared_ptr<const Segment>> segments() const override { return segments_; }
  void prepare(std::span<const Segment* const> segments, std::span<const std::size_t> columns) const override {
    std::vector<const Segment*> whole;
    for (const Segment* segment : segments) whole.push_back(&static_cast<const ChosenRows&>(*segment).all());
    all_->prepare(whole, columns);
  }

 private:
  std::shared_ptr<const tables::Table> all_;
  std::vector<std::shared_ptr<const Segment>> segments_;
};

class CatalogBetween final : public tables::Catalog {
 public:
  CatalogBetween(std::shared_ptr<const tables::Catalog> all, std::string_view column, std::string_view otherwise, std::int64_t from, std::int64_t to)
      : all_(std::move(all)), column_(column), otherwise_(otherwise), from_(from), to_(to) {}

  [[nodiscard]] std::shared_ptr<const tables::Table> find(std::string_view name) const override {
    const auto table = all_->find(name);
    if (!table) return nullptr;
    auto column = datetime_column(table->schema(), column_);
    if (!column) column = datetime_column(table->schema(), otherwise_);
    if (!column) return table;
    const std::lock_guard lock(mutex_);
    auto& between = tables_[table->schema().name];
    if (!between) between = std::make_shared<const TableBetween>(table, *column, from_, to_);
    return between;
  }
  [[nodiscard]] std::vector<std::string> names() const override { return all_->names(); }

 private:
  std::shared_ptr<const tables::Catalog> all_;
  std::string column_, otherwise_;
  std::int64_t from_, to_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, std::shared_ptr<const tables::Table>> tables_;
};

}  // namespace

std::optional<std::size_t> datetime_column(const tables::TableSchema& schema, std::string_view name) {
  const auto column = schema.find(name);
  return column && schema.columns[*column].type == tables::Type::datetime ? column : std::nullopt;
}

std::vector<std::uint32_t> rows_within(const Segment& segment, std::size_t column, std::int64_t from, std::int64_t to) {
  std::vector<std::uint32_t> rows;
  for (std::size_t offset = 0; offset < segment.size(); offset += tables::block_rows) {
    const std::size_t count = std::min(tables::block_rows, segment.size() - offset);
    const auto range = segment.range(column, offset, count);
    if (range && (range->max < from || range->min >= to)) continue;
    const Vector times = segment.read(column, offset, count).flattened();
    const auto* values = times.values<std::int64_t>();
    for (std::size_t i = 0; i < count; ++i) {
      if (times.validity() != nullptr && times.validity()[i] == 0) continue;
      if (values[i] >= from && values[i] < to) rows.push_back(static_cast<std::uint32_t>(offset + i));
    }
  }
  return rows;
}

std::shared_ptr<const tables::Catalog> rows_between(std::shared_ptr<const tables::Catalog> catalog, std::string_view column, std::string_view otherwise,
                                                    std::int64_t from, std::int64_t to) {
  return std::make_shared<const CatalogBetween>(std::move(catalog), column, otherwise, from, to);
}

}  // namespace kelpie::rules
