#include "rules/runtime/arrivals.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <string>

#include "tables/ingestion_time.hpp"

namespace kelpie::rules {

namespace {

using tables::Segment;
using tables::Vector;

std::optional<std::size_t> datetime_column(const tables::TableSchema& schema, std::string_view name) {
  const auto column = schema.find(name);
  return column && schema.columns[*column].type == tables::Type::datetime ? column : std::nullopt;
}

/// Smallest and largest value of a column of times; read where it is not known.
std::optional<tables::IntegerRange> range_of(const Segment& segment, std::size_t column) {
  if (const auto known = segment.range(column, 0, segment.size())) return known->min <= known->max ? known : std::nullopt;
  std::optional<tables::IntegerRange> range;
  for (std::size_t offset = 0; offset < segment.size(); offset += tables::block_rows) {
    const Vector times = segment.read(column, offset, std::min(tables::block_rows, segment.size() - offset)).flattened();
    for (std::size_t i = 0; i < times.size(); ++i) {
      if (times.validity() != nullptr && times.validity()[i] == 0) continue;
      const std::int64_t time = times.values<std::int64_t>()[i];
      range = range ? tables::IntegerRange{std::min(range->min, time), std::max(range->max, time)} : tables::IntegerRange{time, time};
    }
  }
  return range;
}

/// Calls f(smallest, largest) for the column of every table that has it, by segment.
template <typename F>
void for_each_range(const tables::Catalog& catalog, std::string_view name, F&& f) {
  for (const std::string& table_name : catalog.names()) {
    const auto table = catalog.find(table_name);
    const auto column = table ? datetime_column(table->schema(), name) : std::nullopt;
    if (!column) continue;
    for (const auto& segment : table->segments()) {
      if (const auto range = range_of(*segment, *column)) f(range->min, range->max);
    }
  }
}

std::optional<std::int64_t> newest(const tables::Catalog& catalog, std::string_view column) {
  std::optional<std::int64_t> time;
  for_each_range(catalog, column, [&](std::int64_t, std::int64_t largest) { time = std::max(time.value_or(largest), largest); });
  return time;
}
std::optional<std::int64_t> oldest(const tables::Catalog& catalog, std::string_view column) {
  std::optional<std::int64_t> time;
  for_each_range(catalog, column, [&](std::int64_t smallest, std::int64_t) { time = std::min(time.value_or(smallest), smallest); });
  return time;
}

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

/// Rows [0, size) of which the column lies in [from, to).
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

class ArrivedTable final : public tables::Table {
 public:
  ArrivedTable(std::shared_ptr<const tables::Table> all, std::size_t column, std::int64_t from, std::int64_t to) : all_(std::move(all)) {
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

class ArrivedCatalog final : public tables::Catalog {
 public:
  ArrivedCatalog(std::shared_ptr<const tables::Catalog> all, std::int64_t from, std::int64_t to) : all_(std::move(all)), from_(from), to_(to) {}

  [[nodiscard]] std::shared_ptr<const tables::Table> find(std::string_view name) const override {
    const auto table = all_->find(name);
    if (!table) return nullptr;
    auto column = datetime_column(table->schema(), tables::ingestion_time_column);
    if (!column) column = datetime_column(table->schema(), "TimeGenerated");
    if (!column) return table;
    const std::lock_guard lock(mutex_);
    auto& arrived = tables_[table->schema().name];
    if (!arrived) arrived = std::make_shared<const ArrivedTable>(table, *column, from_, to_);
    return arrived;
  }
  [[nodiscard]] std::vector<std::string> names() const override { return all_->names(); }

 private:
  std::shared_ptr<const tables::Catalog> all_;
  std::int64_t from_, to_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, std::shared_ptr<const tables::Table>> tables_;
};

}  // namespace

std::optional<std::int64_t> newest_arrival(const tables::Catalog& catalog) { return newest(catalog, tables::ingestion_time_column); }
std::optional<std::int64_t> oldest_arrival(const tables::Catalog& catalog) { return oldest(catalog, tables::ingestion_time_column); }
std::optional<std::int64_t> newest_event(const tables::Catalog& catalog) { return newest(catalog, "TimeGenerated"); }
std::optional<std::int64_t> oldest_event(const tables::Catalog& catalog) { return oldest(catalog, "TimeGenerated"); }

std::shared_ptr<const tables::Catalog> arrived_between(std::shared_ptr<const tables::Catalog> catalog, std::int64_t from, std::int64_t to) {
  return std::make_shared<const ArrivedCatalog>(std::move(catalog), from, to);
}

std::vector<std::int64_t> event_times_since(const tables::Table& table, std::int64_t mark, std::int64_t last) {
  std::vector<std::int64_t> times;
  const auto arrival = datetime_column(table.schema(), tables::ingestion_time_column);
  const auto event = datetime_column(table.schema(), "TimeGenerated");
  if (!arrival || !event) return times;
  for (const auto& segment : table.segments()) {
    const auto range = segment->range(*arrival, 0, segment->size());
    if (range && (range->max <= mark || range->min > last)) continue;
    const std::vector<std::uint32_t> rows = rows_within(*segment, *arrival, mark + 1, last + 1);
    if (rows.empty()) continue;
    const Vector read = segment->read(*event, rows.front(), rows.back() - rows.front() + 1).flattened();
    for (const std::uint32_t row : rows) {
      const std::size_t place = row - rows.front();
      if (read.validity() == nullptr || read.validity()[place] != 0) times.push_back(read.values<std::int64_t>()[place]);
    }
  }
  std::sort(times.begin(), times.end());
  return times;
}

}  // namespace kelpie::rules
