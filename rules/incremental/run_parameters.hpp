#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "executor/plan/plan.hpp"

namespace kelpie::rules {

/// A datetime in compiled plans that is another one at each run. To a plan it is the value of a sub-query, so nothing
/// is folded with it, it bounds scans when it is known, and setting it costs no compilation. One thread at a time: no
/// plan may run while it is set.
class RunParameter {
 public:
  /// `name` names the column of its plan.
  explicit RunParameter(std::string name);

  void set(std::int64_t ticks);
  [[nodiscard]] std::int64_t value() const { return value_; }
  /// One row, one column.
  [[nodiscard]] const executor::PlanPtr& plan() const { return plan_; }
  [[nodiscard]] executor::ExpressionPtr expression() const;

 private:
  std::int64_t value_ = 0;
  std::shared_ptr<executor::Batches> rows_;
  executor::PlanPtr plan_;
};

/// What differs from run to run: now(), and the window [from, to).
struct RunParameters {
  RunParameter now{"__kelpie_now"};
  RunParameter from{"__kelpie_from"};
  RunParameter to{"__kelpie_to"};

  /// The parameter whose plan this is; nullptr: none.
  [[nodiscard]] const RunParameter* find(const executor::PlanNode* plan) const;
};

/// Whether the expression reads nothing of other tables but, maybe, the clock.
[[nodiscard]] bool reads_only_clock(const executor::Expression& expression, const RunParameters& parameters);
/// Whether now() is in it, its sub-queries left aside.
[[nodiscard]] bool reads_clock(const executor::Expression& expression, const RunParameters& parameters);
/// The value of an expression without columns that reads only the clock.
[[nodiscard]] tables::Value value_now(const executor::ExpressionPtr& expression, const RunParameters& parameters);

}  // namespace kelpie::rules
