#pragma once

#include <cstdint>
#include <vector>

#include "executor/operators/batch_reader.hpp"
#include "executor/operators/execution.hpp"

namespace kelpie::executor {

/// The conjuncts of a filter over batches of one layout. Thread-safe.
class RowFilter {
 public:
  /// `node` is the filter's, with one input.
  RowFilter(const Filter& filter, const PlanNode& node, Execution& execution);

  /// Leaves the rows where every conjunct is true, `limit` at most. One conjunct after the other narrows a byte mask;
  /// when few rows are left, they are taken out and the conjuncts that follow see only those. Columns are asked for
  /// when a conjunct needs them.
  void narrow(BatchReader& rows, std::size_t limit = SIZE_MAX) const;
  /// The filter's columns, by their position among its input's.
  [[nodiscard]] const std::vector<std::size_t>& output() const { return output_; }

 private:
  struct Conjunct {
    Evaluator evaluator;
    std::vector<std::size_t> columns;    // what it reads
    std::vector<std::uint8_t> wanted{};  // whether a column is read by a conjunct behind it or is among the output
  };
  std::vector<Conjunct> conjuncts_;
  std::vector<std::size_t> output_;
  std::vector<std::uint8_t> wanted_;  // whether a column is among the output
};

}  // namespace kelpie::executor
