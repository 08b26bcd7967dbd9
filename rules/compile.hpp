#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "executor/engine.hpp"
#include "rules/rule.hpp"
#include "rules/rule_diagnostic.hpp"

namespace kelpie::rules {

/// A rule whose query is known to bind. Its plan is not kept: now() and the window are compiled into a plan, so each run has its own.
struct CompiledRule {
  const Rule* rule = nullptr;  // must outlive this
  std::vector<executor::PlanColumn> columns;
  bool open = false;  // only the data shows all columns
  /// Each row of the result is made of one row of one table, whatever other rows there are.
  bool row_by_row = false;
  /// The tables that the query reads, each once.
  std::vector<std::shared_ptr<const tables::Table>> tables;
};

/// What the query of a rule means: for checks that look at it.
struct BoundRule {
  CompiledRule compiled;
  executor::PlanPtr plan;  // optimized; times are those of the context's now()
};

/// Binds the rule's query. Appends diagnostics with their places in the rule's file. Nothing when there is an error.
[[nodiscard]] std::optional<BoundRule> bind_rule(const Rule& rule, const executor::Engine& engine, const executor::QueryContext& context,
                                                 RuleDiagnostics& diagnostics);

/// Binds the rule's query and checks the columns that the rule names against its result. Appends diagnostics with their places in the rule's
/// file. Nothing when there is an error.
[[nodiscard]] std::optional<CompiledRule> compile_rule(const Rule& rule, const executor::Engine& engine, const executor::QueryContext& context,
                                                       RuleDiagnostics& diagnostics);

/// Warns of columns that the rule names and its query's result does not have.
void check_columns(const CompiledRule& compiled, RuleDiagnostics& diagnostics);

/// The query of one run: `{{StartTimeISO}}` and `{{EndTimeISO}}`, which hunting queries hold, are the window's ends.
struct RunQuery {
  std::string text;
  std::vector<std::uint32_t> offsets;  // as Rule::query_offsets
};
[[nodiscard]] RunQuery query_of_run(const Rule& rule, executor::TimeWindow window);

/// A diagnostic about a run's query as one about the rule's file.
[[nodiscard]] RuleDiagnostic in_file(const Rule& rule, const RunQuery& query, parser::Diagnostic diagnostic);

}  // namespace kelpie::rules
