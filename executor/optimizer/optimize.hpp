#pragma once

#include "executor/plan/plan.hpp"

namespace kelpie::executor {

/// A plan with the same result that costs less: the rules are listed in optimize.cpp. A sub-query's plan is optimized too; one that is met at
/// several places, or is materialized for several, stays one.
[[nodiscard]] PlanPtr optimize(const PlanPtr& plan);
/// The same for the results of one query: what is materialized for several of them is one plan, and computed once.
[[nodiscard]] std::vector<PlanPtr> optimize_together(const std::vector<PlanPtr>& plans);

// The rules, each on its own for tests. All keep the plan's columns: names, types, order and numbers.

/// Every node makes only the columns that somebody above reads. Example: of the 96 columns of SigninLogs a count by ResultType reads one.
[[nodiscard]] PlanPtr prune_columns(const PlanPtr& plan);
/// A dynamic column of which nothing but parts are read becomes a column for each part: a store may keep them apart. Only where the parts would be computed
/// for all rows of the scan that a filter lets through anyway. Example: where DeviceDetail.operatingSystem == "Windows".
[[nodiscard]] PlanPtr read_paths(const PlanPtr& plan);
/// A filter over a scan that compares a string, datetime or long column, or bin() of one, with constants tells the scan which blocks need not be read.
/// Example: where TimeGenerated > ago(1d) and UserPrincipalName in ("ada@example.com", "bob@example.com").
[[nodiscard]] PlanPtr bound_scans(const PlanPtr& plan);
/// The conjuncts of a filter in order of what they cost: comparisons of numbers before those of texts, searches, conversions, patterns. One that may fail
/// keeps its place. Example: where UserAgent has "python" and TimeGenerated > ago(1d).
[[nodiscard]] PlanPtr order_conjuncts(const PlanPtr& plan);
/// A scan below top reads the blocks first that may hold the extremes. Example: top 100 by TimeGenerated.
[[nodiscard]] PlanPtr order_scans(const PlanPtr& plan);
/// A filter moves below projections (into their expressions where these are light), into every input of a union, below an aggregation by what it
/// reads, to the side of a join that it reads; neighbouring filters become one. What is false for all rows rules its input out.
/// Examples: extend City = ... | where TimeGenerated > ago(1d); union (A | extend Kind = "a"), (B | extend Kind = "b") | where Kind == "a".
[[nodiscard]] PlanPtr push_filters(const PlanPtr& plan);
/// Two projections in a row become one where nothing is computed twice.
[[nodiscard]] PlanPtr merge_projections(const PlanPtr& plan);
/// sort followed by take keeps only the rows that are taken.
[[nodiscard]] PlanPtr sort_to_top(const PlanPtr& plan);

}  // namespace kelpie::executor
