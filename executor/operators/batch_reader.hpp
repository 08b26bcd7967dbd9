#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "executor/batch.hpp"

namespace kelpie::executor {

/// Where the columns of a batch come from when they are not there yet.
class ColumnSource {
 public:
  virtual ~ColumnSource() = default;
  /// A column of the batch: rows [offset, offset + count) of the source, of these those that `rows` names; all when it
  /// is empty.
  [[nodiscard]] virtual tables::Vector read(std::size_t column, std::size_t offset, std::size_t count,
                                            std::span<const std::uint32_t> rows) const = 0;
};

/// A batch whose columns are read when they are asked for, and only at the rows that are still wanted then.
class BatchReader {
 public:
  /// A batch that is all there.
  explicit BatchReader(Batch batch) : batch_(std::move(batch)), present_(batch_.columns.size(), 1) {}
  /// `rows` rows of `columns` columns of a source.
  BatchReader(std::shared_ptr<const ColumnSource> source, std::size_t rows, std::size_t columns, std::uint64_t sequence)
      : source_(std::move(source)),
        count_(rows),
        batch_{rows, std::vector<tables::Vector>(columns), sequence},
        present_(columns) {}

  /// Rows that are left.
  [[nodiscard]] std::size_t rows() const { return batch_.rows; }
  /// Place among the batches of the stream.
  [[nodiscard]] std::uint64_t sequence() const { return batch_.sequence; }
  /// The rows that are left; of the columns only those that were asked for hold anything.
  [[nodiscard]] const Batch& with(std::span<const std::size_t> columns);
  /// Leaves the given rows of those left, in their order. Columns for which `wanted` is false are not asked for again.
  void narrow(std::span<const std::uint32_t> rows, const std::vector<std::uint8_t>& wanted);
  /// The same, where any column may be asked for again.
  void narrow(std::span<const std::uint32_t> rows) { narrow(rows, std::vector<std::uint8_t>(present_.size(), 1)); }
  /// The given columns of the rows that are left.
  [[nodiscard]] Batch take(std::span<const std::size_t> columns);

 private:
  const tables::Vector& column(std::size_t index);

  std::shared_ptr<const ColumnSource> source_;
  std::size_t offset_ = 0;  // of the source's rows, those in which the rows left lie
  std::size_t count_ = 0;
  std::vector<std::uint32_t> rows_;  // within them; empty: all of them
  Batch batch_;
  std::vector<std::uint8_t> present_;
};

}  // namespace kelpie::executor
