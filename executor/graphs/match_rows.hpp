#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "executor/graphs/match_description.hpp"
#include "executor/graphs/matches.hpp"
#include "executor/operators/execution.hpp"

namespace kelpie::executor {

/// Computes expressions over matches, many at a time.
class MatchRows {
 public:
  /// `nodes` and `edges` are the relations of the graph; `node` holds the expressions. All must outlive it.
  MatchRows(const MatchDescription& description, const PlanNode& node, const Batch& nodes, const Batch& edges,
            Execution& execution);
  ~MatchRows();
  MatchRows(const MatchRows&) = delete;
  MatchRows& operator=(const MatchRows&) = delete;

  /// Which elements fulfil the conditions that look at one element alone.
  [[nodiscard]] PatternAdmission admission() const;
  /// Whether there are other conditions.
  [[nodiscard]] bool has_conditions() const;
  /// Drops the matches that do not fulfil them.
  void filter(Matches& matches) const;
  /// A row a match: the outputs.
  [[nodiscard]] Batch project(const Matches& matches) const;

 private:
  /// Expressions with the columns that they read.
  struct Calculation;

  [[nodiscard]] Calculation calculation(std::span<const std::size_t> expressions) const;
  [[nodiscard]] std::vector<tables::Vector> compute(const Calculation& calculation, const Matches& matches) const;
  [[nodiscard]] tables::Vector column(const MatchColumn& column, const Matches& matches) const;
  [[nodiscard]] tables::Vector fold(std::size_t index, const Matches& matches) const;
  void keep_true(const Calculation& calculation, Matches& matches) const;
  void admit(PatternAdmission::Elements& elements, const MatchCondition& condition, const Batch& relation) const;

  const MatchDescription& description_;
  const PlanNode& node_;
  const Batch& nodes_;
  const Batch& edges_;
  Execution& execution_;
  std::unique_ptr<const Calculation> plain_;   // conditions that read no fold
  std::unique_ptr<const Calculation> folded_;  // the others
  std::unique_ptr<const Calculation> outputs_;
  std::vector<std::unique_ptr<const Calculation>> folds_;
};

}  // namespace kelpie::executor
