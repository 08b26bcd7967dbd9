#include "rules/evaluate.hpp"

#include <unordered_map>

#include "executor/error.hpp"
#include "rules/make_alert.hpp"

namespace kelpie::rules {

namespace {

std::vector<Alert> alerts_of(const Rule& rule, const executor::ResultTable& table, executor::TimeWindow window) {
  const std::size_t rows = table.rows();
  std::vector<Alert> alerts;
  if (rule.grouping == EventGrouping::single_alert || rows == 0) {
    alerts.push_back(make_alert(rule, {&table, 0, rows}, window, ""));
    return alerts;
  }
  const std::size_t most = most_alerts(rule.kind);
  const std::size_t single = rows > most ? most - 1 : rows;
  std::unordered_map<std::string, std::size_t> seen;
  std::size_t index = 0;
  for_each_row({&table, 0, single}, [&](const executor::Batch& batch, std::size_t row) {
    std::string content = row_json(table, batch, row);
    const std::size_t earlier = seen[content]++;
    alerts.push_back(make_alert(rule, {&table, index++, 1}, window, row_key(std::move(content), earlier)));
    return true;
  });
  if (single < rows) alerts.push_back(make_alert(rule, {&table, 0, rows}, window, "all"));
  return alerts;
}

}  // namespace

std::size_t most_alerts(RuleKind kind) { return kind == RuleKind::nrt ? 30 : 150; }

bool is_triggered(const Rule& rule, std::uint64_t rows) {
  if (rule.kind != RuleKind::scheduled) return rows > 0;
  switch (rule.trigger) {
    case TriggerOperator::greater_than: return rows > rule.threshold;
    case TriggerOperator::less_than: return rows < rule.threshold;
    case TriggerOperator::equal: return rows == rule.threshold;
    case TriggerOperator::not_equal: break;
  }
  return rows != rule.threshold;
}

Evaluation evaluation_of(const Rule& rule, const executor::ResultTable& table, executor::TimeWindow window) {
  Evaluation evaluation;
  evaluation.rows = table.rows();
  if (is_triggered(rule, evaluation.rows)) evaluation.alerts = alerts_of(rule, table, window);
  return evaluation;
}

Evaluation evaluate(const CompiledRule& compiled, const executor::Engine& engine, const executor::QueryContext& context,
                    executor::TimeWindow window, Visible visible) {
  const Rule& rule = *compiled.rule;
  const RunQuery query = query_of_run(rule, window);
  executor::QueryContext run = context;
  run.now = window.to;
  run.window = visible == Visible::in_window ? std::optional(window) : std::nullopt;
  Evaluation evaluation;
  const executor::QueryOutcome outcome = engine.query(query.text, run);
  if (!outcome.ok()) {
    // Warnings were told when the rule was compiled.
    for (const parser::Diagnostic& one : outcome.diagnostics) {
      if (one.severity == parser::Severity::error) evaluation.diagnostics.push_back(in_file(rule, query, one));
    }
    return evaluation;
  }
  return evaluation_of(rule, outcome.tables.front(), window);
}

}  // namespace kelpie::rules
