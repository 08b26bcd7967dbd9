#pragma once

#include <cstdint>
#include <vector>

#include "executor/engine.hpp"
#include "rules/alert.hpp"
#include "rules/compile.hpp"

namespace kelpie::rules {

/// What came of one run of a rule.
struct Evaluation {
  std::vector<Alert> alerts;
  std::uint64_t rows = 0;
  RuleDiagnostics diagnostics;  // with an error when the query failed
};

/// Which rows a run sees.
enum class Visible {
  in_window,   // TimeGenerated in the window
  all_arrived  // all of the catalog, which holds what arrived in the window
};

/// Runs the rule over the window: now() is its end, and rows outside are invisible. Rows, trigger, grouping, alerts; the same events give the
/// same alerts. `context.now` and `context.window` do not matter. Throws std::bad_alloc.
[[nodiscard]] Evaluation evaluate(const CompiledRule& compiled, const executor::Engine& engine, const executor::QueryContext& context,
                                  executor::TimeWindow window, Visible visible = Visible::in_window);

/// What comes of the rows that a rule's query gave over the window.
[[nodiscard]] Evaluation evaluation_of(const Rule& rule, const executor::ResultTable& table, executor::TimeWindow window);

/// Whether so many rows raise an alert.
[[nodiscard]] bool is_triggered(const Rule& rule, std::uint64_t rows);

/// Alerts of one run at most: where a rule makes one a row and there are more rows, the last alert stands for all of them
/// (Microsoft Sentinel: "Event grouping and alert generation"; NRT rules make fewer).
[[nodiscard]] std::size_t most_alerts(RuleKind kind);

}  // namespace kelpie::rules
