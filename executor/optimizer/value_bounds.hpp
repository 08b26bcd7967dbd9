#pragma once

#include <map>
#include <set>
#include <span>
#include <string>

#include "executor/plan/plan.hpp"

namespace kelpie::executor {

/// What the values of columns must be in rows where a predicate is true: a row with another value (or a null) cannot be
/// one. Columns that are not here may hold anything.
struct ValueBounds {
  std::map<ColumnId, tables::IntegerRange> ranges;  // of integer-like columns
  std::map<ColumnId, std::set<std::string>> texts;  // of string columns, compared byte by byte

  /// Most texts of one column; longer lists say nothing.
  static constexpr std::size_t max_texts = 1024;
};

/// The bounds of rows where all the predicates are true. Understands comparisons of columns with constants, in,
/// between, and, or.
[[nodiscard]] ValueBounds value_bounds(std::span<const ExpressionPtr> predicates);

/// The scan with these bounds besides its own; `columns`: those of its node.
[[nodiscard]] ScanTable with_bounds(ScanTable scan, const std::vector<PlanColumn>& columns, const ValueBounds& bounds);

}  // namespace kelpie::executor
