#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tables/store/change.hpp"
#include "tables/store/loaded_segment.hpp"
#include "tables/store/shared_dictionary.hpp"
#include "tables/table.hpp"

namespace kelpie::tables::store {

/// The dictionaries that the text columns of one table share, by the column's name; outlives snapshots. Thread-safe.
class TableDictionaries {
 public:
  [[nodiscard]] std::shared_ptr<SharedDictionary> of(const std::string& column, Type type);

 private:
  std::mutex mutex_;
  std::map<std::pair<std::string, Type>, std::shared_ptr<SharedDictionary>> dictionaries_;
};

/// A segment of a store as the executor reads it. Damage of what is read throws DamagedData.
class StoredSegment final : public Segment {
 public:
  /// Where a column of the table lies in the segment.
  struct Place {
    static constexpr std::size_t nowhere = SIZE_MAX;
    std::size_t column = nowhere;  // nowhere: the segment was written before the column existed
    Type type = Type::string;      // of the table's column; the segment's may be another
  };
  /// `dictionaries`: one a column of the table, nullptr where it is no text.
  StoredSegment(std::shared_ptr<const LoadedSegment> loaded, std::size_t rows, std::shared_ptr<const TableSchema> schema,
                std::shared_ptr<const std::vector<std::shared_ptr<SharedDictionary>>> dictionaries, std::optional<IntegerRange> time);

  [[nodiscard]] std::size_t size() const override { return rows_; }
  [[nodiscard]] Vector read(std::size_t column, std::size_t offset, std::size_t count) const override;
  [[nodiscard]] std::optional<IntegerRange> range(std::size_t column, std::size_t offset, std::size_t count) const override;
  [[nodiscard]] bool may_hold(std::size_t column, std::size_t offset, std::size_t count, std::span<const std::string> texts) const override;
  [[nodiscard]] std::optional<Vector> read_path(std::size_t column, std::span<const std::string> path, std::size_t offset, std::size_t count) const override;

  [[nodiscard]] const LoadedSegment& loaded() const { return *loaded_; }
  /// Where a column of the table lies. Throws DamagedData.
  [[nodiscard]] const Place& place(std::size_t column) const {
    const Place* places = placed_.load(std::memory_order_acquire);
    return (places != nullptr ? places : find_places())[column];
  }
  /// Whether what these columns share with other segments was made; a bit a column of the table.
  [[nodiscard]] bool is_prepared(std::span<const std::uint64_t> columns) const;
  void set_prepared(std::span<const std::uint64_t> columns) const;

 private:
  const Place* find_places() const;
  [[nodiscard]] Vector decode(std::size_t column, const Place& place, std::size_t offset, std::size_t count) const;
  [[nodiscard]] Vector read_shared(std::size_t column, const Place& place, std::size_t offset, std::size_t count) const;

  std::shared_ptr<const LoadedSegment> loaded_;
  std::size_t rows_;
  std::shared_ptr<const TableSchema> schema_;
  std::shared_ptr<const std::vector<std::shared_ptr<SharedDictionary>>> dictionaries_;
  std::optional<IntegerRange> time_;  // of TimeGenerated
  std::size_t time_column_ = SIZE_MAX;
  mutable std::mutex placing_;
  mutable std::atomic<const Place*> placed_ = nullptr;
  mutable std::vector<Place> places_;
  mutable std::vector<std::atomic<std::uint64_t>> prepared_;
};

/// A table of one snapshot.
class StoredTable final : public Table {
 public:
  struct Part {
    std::shared_ptr<const LoadedSegment> segment;
    std::size_t rows = 0;
    std::optional<IntegerRange> time;
  };
  /// `schema` holds every column of the segments.
  StoredTable(TableSchema schema, std::vector<Part> parts, const std::shared_ptr<TableDictionaries>& dictionaries);

  [[nodiscard]] const TableSchema& schema() const override { return *schema_; }
  [[nodiscard]] std::vector<std::shared_ptr<const Segment>> segments() const override { return segments_; }
  void prepare(std::span<const Segment* const> segments, std::span<const std::size_t> columns) const override;

 private:
  std::shared_ptr<const TableSchema> schema_;
  std::shared_ptr<const std::vector<std::shared_ptr<SharedDictionary>>> dictionaries_;
  std::vector<std::shared_ptr<const Segment>> segments_;
};

}  // namespace kelpie::tables::store
