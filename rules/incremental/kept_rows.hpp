#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "executor/plan/plan.hpp"
#include "rules/incremental/shared_texts.hpp"
#include "tables/memory_table.hpp"

namespace kelpie::rules {

/// What a source made of the rows so far, in the order in which they came: a table that finishing plans scan. Each row
/// has a time. Rows are only added, and the oldest forgotten. Not thread-safe.
class KeptRows final : public tables::Table {
 public:
  /// `name`: no others have it. `time`: which of the columns holds the rows' time, a datetime. `texts`: of each column,
  /// where its texts lie; nullptr: in the rows.
  KeptRows(std::string name, const std::vector<executor::PlanColumn>& columns, std::size_t time,
           std::vector<std::shared_ptr<SharedTexts>> texts);

  void append(const executor::Batches& batches);
  /// Forgets rows before that time, by the chunk: some stay.
  void forget_before(std::int64_t time);
  void clear();
  [[nodiscard]] const std::vector<std::shared_ptr<SharedTexts>>& texts() const { return texts_; }
  /// Codes its rows by other texts: one for each of texts().
  void code_anew(std::vector<std::shared_ptr<SharedTexts>> texts);

  /// Whether a row may lie in [from, to): exact to the minute.
  [[nodiscard]] bool any(std::int64_t from, std::int64_t to) const;
  /// Without those of shared texts.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  [[nodiscard]] std::size_t rows() const { return rows_; }
  /// Which of the columns holds the rows' time.
  [[nodiscard]] std::size_t time() const { return time_; }

  /// Rows count up from 0 in the order in which they came; the numbers of forgotten ones are not used again. Another
  /// generation has other rows.
  [[nodiscard]] std::uint64_t generation() const { return generation_; }
  /// The first row that is there, or will be.
  [[nodiscard]] std::uint64_t first_row() const { return chunks_.empty() ? next_ : chunks_.front().first; }
  /// f(number of the first row, segment) for rows that lie together, in order.
  template <typename F>
  void for_each_chunk(F f) const {
    for (const Chunk& chunk : chunks_) f(chunk.first, *chunk.segment);
  }

  [[nodiscard]] const tables::TableSchema& schema() const override { return schema_; }
  [[nodiscard]] std::vector<std::shared_ptr<const tables::Segment>> segments() const override;

 private:
  class Rows;
  struct Chunk {
    std::shared_ptr<const tables::Segment> segment;
    std::uint64_t first = 0;  // the number of its first row
    std::int64_t last = 0;    // the latest time in it
    std::size_t bytes = 0;
  };
  void add_chunk(const std::vector<std::vector<tables::Vector>>& parts, std::uint64_t first);
  void remove_last();
  void note_minutes(const tables::Vector& times);

  tables::TableSchema schema_;
  std::size_t time_;
  std::vector<std::shared_ptr<SharedTexts>> texts_;
  std::vector<Chunk> chunks_;
  std::vector<std::int32_t> minutes_;  // in which there are rows: sorted, each once
  std::size_t bytes_ = 0;
  std::size_t rows_ = 0;
  std::uint64_t next_ = 0;  // number of the next row
  std::uint64_t generation_ = 0;
};

}  // namespace kelpie::rules
