#pragma once

#include <memory>
#include <vector>

#include "executor/plan/plan.hpp"
#include "rules/incremental/current_table.hpp"

namespace kelpie::rules {

/// An inner join streams its larger side, by what it believes of sizes, and its rows come in the order of that side.
/// Over kept rows it would believe something else than the query over whole tables does, and give the same rows in
/// another order. So the side is chosen as the query would choose it: beside each input there is a relation that looks
/// large when it has to and gives no rows.
class JoinSide {
 public:
  /// `left`, `right`: the inputs of the join in the query itself. `nesting`: how many such joins are below.
  JoinSide(executor::PlanPtr left, executor::PlanPtr right, std::size_t nesting);

  [[nodiscard]] executor::PlanPtr left(const executor::PlanPtr& input) { return beside(input, *left_rows_); }
  [[nodiscard]] executor::PlanPtr right(const executor::PlanPtr& input) { return beside(input, *right_rows_); }
  /// Before a run.
  void choose();

  /// More joins that stand on each other have no room in the numbers.
  static constexpr std::size_t most_nesting = 4;

 private:
  struct Looks;
  executor::PlanPtr beside(const executor::PlanPtr& input, Looks& looks);

  executor::PlanPtr query_left_;
  executor::PlanPtr query_right_;
  std::size_t large_;
  std::shared_ptr<Looks> left_rows_;
  std::shared_ptr<Looks> right_rows_;
};

/// The inner joins of a plan, those of its sub-queries included, in one order for all plans of one query.
[[nodiscard]] std::vector<const executor::PlanNode*> inner_joins(const executor::PlanNode& plan);

}  // namespace kelpie::rules
