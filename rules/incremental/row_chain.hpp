#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "executor/plan/plan.hpp"
#include "rules/incremental/new_rows.hpp"
#include "rules/incremental/run_parameters.hpp"

namespace kelpie::rules {

/// Which column of a table the window goes by; nothing: it has none, and all its rows are always there.
using TimeColumnOf = std::function<std::optional<std::size_t>(const tables::TableSchema&)>;
/// The table that sources read in place of one of that schema. The result lives as long as plans are made.
using NewRowsOf = std::function<std::shared_ptr<NewRows>(const tables::Table&)>;

/// What chains are looked for with.
struct ChainContext {
  const RunParameters& parameters;
  TimeColumnOf time_column_of;
  NewRowsOf new_rows_of;
  executor::ColumnId next_column = 0;  // above the numbers of the plan

  [[nodiscard]] executor::ColumnId new_column() { return next_column++; }
};

/// A part of a plan that looks at each row of one table by itself and gives the same for it at any time: a scan, and
/// filters, projections and the like above it. What compares the table's time with now() is not in `plan` but beside
/// it: it is true of a row at some times only.
struct RowChain {
  executor::PlanPtr plan;  // over new rows; its columns are the part's, then `time` where that is not among them
  executor::PlanColumn time;
  std::vector<executor::ExpressionPtr> time_conjuncts;  // over `time`
  std::shared_ptr<NewRows> rows;
  bool selects = false;  // it has a filter, so that fewer rows are kept than come
};

/// Nothing where the part is not such a chain. `slices`: hand on the time of the slice in place of the time of the row,
/// under a number of its own; the conjuncts then read that.
[[nodiscard]] std::optional<RowChain> match_row_chain(const executor::PlanPtr& part, ChainContext& context,
                                                      const std::optional<NewRows::Slices>& slices = std::nullopt);

/// The same every time for a row: no sub-query, and deterministic.
[[nodiscard]] bool is_timeless(const executor::Expression& expression);

/// The largest column number in a plan.
[[nodiscard]] executor::ColumnId largest_column(const executor::PlanPtr& plan);

}  // namespace kelpie::rules
