#pragma once

#include <optional>
#include <vector>

#include "executor/plan/plan.hpp"

namespace kelpie::executor {

/// scan: the rows, in order, are matched against steps; a row of the result for each match that is shown. Its node
/// passes the input's columns, then come the declared columns, the match's number and the step's name where `match_id`
/// and `step_name` say so.
struct MatchSteps {
  enum class Shown { all, last, none };
  struct Assignment {
    std::size_t declared = 0;
    ExpressionPtr value;
  };
  struct Step {
    std::string name;
    ExpressionPtr condition;
    std::vector<Assignment> assignments{};
    Shown shown = Shown::all;
    bool optional = false;
  };
  /// The number by which conditions and assignments name a column of a step's state.
  struct StateColumn {
    ColumnId id = 0;
    std::size_t step = 0;
    ColumnId column = 0;  // of the input, or a declared one
  };
  std::vector<PlanColumn> declared{};
  std::vector<tables::Value> defaults{};  // one a declared column
  std::vector<Step> steps{};
  std::vector<StateColumn> state{};
  std::vector<ExpressionPtr> partition{};  // rows with other values are matched by themselves
  std::optional<ColumnId> match_id{}, step_name{};
};

/// The operator of a plan; state columns that nothing reads are left out.
[[nodiscard]] ComputeRows scan_steps(MatchSteps match);
/// What a node of scan does, with its expressions as they stand in the plan; nothing: it is a node of something else.
[[nodiscard]] std::optional<MatchSteps> steps_of(const PlanNode& node);

}  // namespace kelpie::executor
