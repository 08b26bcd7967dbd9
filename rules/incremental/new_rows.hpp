#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "tables/table.hpp"

namespace kelpie::rules {

/// Some rows of a block of a segment, and computed columns behind the table's own.
struct NewBlock {
  std::shared_ptr<const tables::Segment> segment;
  std::size_t offset = 0;
  std::size_t rows = 0;  // in the block
  /// Which of them, when not all: sorted numbers within the block.
  std::shared_ptr<const std::vector<std::uint32_t>> chosen;
};

/// A table as sources see it: the rows handed to it. Behind the columns of the table it has some that say in which
/// slice of time a row lies. Plans that scan it are compiled once. Not thread-safe while rows are set or slices added.
class NewRows final : public tables::Table {
 public:
  /// `time`: the column that slices go by.
  NewRows(const tables::TableSchema& schema, std::size_t time)
      : schema_(schema), own_columns_(schema.columns.size()), time_(time) {}

  [[nodiscard]] std::size_t time_column() const { return time_; }
  /// The column that stands for a row's time in slices of that length, which lie so that `anchor` is where one begins:
  /// the slice's first tick for a row at that very tick, the next tick for the slice's other rows. So a comparison with
  /// a time at which a slice begins says of the slice what it says of each of its rows, whether it counts that tick in
  /// or not.
  std::size_t slice_column(std::int64_t length, std::int64_t anchor);

  void set(std::shared_ptr<const tables::Table> table, std::vector<NewBlock> blocks);

  [[nodiscard]] const tables::TableSchema& schema() const override { return schema_; }
  [[nodiscard]] std::vector<std::shared_ptr<const tables::Segment>> segments() const override { return segments_; }
  void prepare(std::span<const tables::Segment* const> segments, std::span<const std::size_t> columns) const override;

  struct Slices {
    std::int64_t length = 0;
    std::int64_t anchor = 0;
  };

 private:
  class Rows;

  tables::TableSchema schema_;
  std::size_t own_columns_;
  std::size_t time_;
  std::vector<Slices> slices_;
  std::shared_ptr<const tables::Table> table_;
  std::vector<std::shared_ptr<const tables::Segment>> segments_;
};

/// The tick that stands for a time in slices (NewRows::slice_column).
[[nodiscard]] std::int64_t slice_time(std::int64_t time, NewRows::Slices slices);

}  // namespace kelpie::rules
