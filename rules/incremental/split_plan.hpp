#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "executor/functions/registry.hpp"
#include "rules/incremental/join_sides.hpp"
#include "rules/incremental/kept_rows.hpp"
#include "rules/incremental/row_chain.hpp"
#include "rules/incremental/rule_class.hpp"
#include "rules/incremental/time_slices.hpp"
#include "rules/incremental/timeless_plan.hpp"
#include "rules/incremental/window_groups.hpp"

namespace kelpie::rules {

/// A part of a rule's plan whose result is kept: it runs over new rows only.
struct SourcePlan {
  executor::PlanPtr plan;  // over `rows`
  std::shared_ptr<NewRows> rows;
  std::size_t time = 0;  // which of the plan's columns is the rows' time
};

/// Where a source's rows are kept: those of an equal source that is there, or new ones. nullptr: they are too many, so
/// the part reads its table at each run.
using KeepSource = std::function<std::shared_ptr<const KeptRows>(const SourcePlan&)>;
/// The kept rows by those of their columns.
using GroupsOf =
    std::function<std::shared_ptr<KeptGroups>(const std::shared_ptr<const KeptRows>&, std::vector<std::size_t>)>;
/// The table for plans that stay (CurrentTable).
using LastingTable = std::function<std::shared_ptr<const tables::Table>(const std::shared_ptr<const tables::Table>&)>;

/// A datetime of a run where a slice must begin.
struct CutOff {
  executor::ExpressionPtr time;
  NewRows::Slices slices;
};

/// A summarize of kept rows as the finish sees it: rows that have to be made before a run. Rules with the same one
/// share what it gives.
struct Summary {
  executor::PlanPtr plan;
  std::string key;  // equal for equal plans over the same kept rows; empty: it is no other rule's
  std::shared_ptr<executor::Batches> rows;
  /// Where only few groups matter: which ones, and the plan over their rows in place of all.
  struct Narrowed {
    std::shared_ptr<WindowGroups> groups;
    std::string key;         // equal for equal groups of the same kept rows
    executor::PlanPtr keys;  // gives the keys of the groups that matter; nullptr: the groups' own bound says it
    std::shared_ptr<executor::Batches> rows;  // to be set before the plan runs
    executor::PlanPtr plan;
  };
  std::optional<Narrowed> narrowed;
  bool decides = false;  // where it is empty, the finish gives no rows
};

/// A plan over what is kept. Compiled once; each run sets the parameters.
struct SplitPlan {
  executor::PlanPtr finish;
  RuleClass kind = RuleClass::general;
  std::string
      reason;  // for people, what is kept and what is done at each run; where `finish` is nullptr, why there is none
  std::vector<std::shared_ptr<const KeptRows>> kept;
  std::vector<CutOff> cut_offs;  // the window's ends, too
  std::vector<Summary> summaries;
  std::vector<std::shared_ptr<JoinSide>> joins;  // to be chosen before a run
  bool reads_tables = false;                     // some part of it reads a table at each run
  bool tells_time = false;                       // its result depends on now() besides by which rows it sees
};

struct SplitContext {
  const executor::FunctionRegistry& functions;
  RunParameters& parameters;
  RunTimes times;
  TimeColumnOf time_column_of;
  NewRowsOf new_rows_of;
  KeepSource keep;
  GroupsOf groups_of;
  LastingTable lasting;
};

/// Splits a plan that is there. The parameters must have three different values. Every row that the finish sees comes
/// in the order in which the plan itself would have seen it.
[[nodiscard]] SplitPlan split_plan(const TimelessPlan& plan, const SplitContext& context);

}  // namespace kelpie::rules
