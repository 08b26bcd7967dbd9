#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "executor/operators/sequences/row_expressions.hpp"
#include "executor/operators/sequences/scan_steps.hpp"
#include "tables/builder.hpp"

namespace kelpie::executor {

/// What scan's steps made of rows: which rows are shown, in order, and the columns that a match has besides.
struct MatchedRows {
  std::vector<std::uint32_t> rows;
  std::vector<std::uint32_t> parts;        // the part of each of them
  std::vector<tables::Vector> declared{};  // as MatchSteps declares them
  std::vector<std::int64_t> match_ids{};
  std::vector<std::uint32_t> steps{};
};

/// The matching of scan (Kusto reference: "scan operator"). A step's state is the rows that brought the sequence as far
/// as to it; a row is tried against the last step first. Not thread-safe.
class StepMatching {
 public:
  /// `layout`: the columns of the rows. The operator must outlive this.
  StepMatching(const MatchSteps& match, const std::vector<PlanColumn>& layout, Execution& execution);
  ~StepMatching();

  /// Each part is matched by itself, its rows in the order given. begins[i] is where part i begins among `order`; the
  /// last is the end. `one_count`: matches are counted through all parts, not in each anew.
  [[nodiscard]] MatchedRows run(const Batch& rows, std::span<const std::uint32_t> order,
                                std::span<const std::uint32_t> begins, bool one_count);

 private:
  class States;
  /// One step's turn at a row; says nothing of the other steps.
  void turn(std::size_t step, std::uint32_t row);
  void match(std::size_t step, std::uint32_t row);
  void show(std::size_t step);
  void end_part();

  const MatchSteps& match_;
  Execution& execution_;
  std::unique_ptr<States> states_;
  RowExpressions expressions_;
  std::vector<std::size_t> conditions_;             // of each step
  std::vector<std::vector<std::size_t>> assigned_;  // the values of each step's assignments
  std::vector<tables::Vector> defaults_;            // of the declared columns
  std::vector<tables::Vector> fresh_;               // of the row at hand
  std::vector<tables::ColumnBuilder> declared_;
  MatchedRows shown_;
  std::uint32_t part_ = 0;
  std::int64_t next_match_ = 0;
};

/// The columns of `node`, which is the operator's, for what was shown of `rows`.
[[nodiscard]] Batch batch_of(const MatchedRows& matched, const Batch& rows, const MatchSteps& match,
                             const PlanNode& node);

}  // namespace kelpie::executor
