#include "rules/testing/run_test.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "executor/binder/nearest_name.hpp"
#include "rules/schedule.hpp"
#include "rules/testing/explain.hpp"
#include "rules/testing/found_values.hpp"
#include "rules/testing/rule_stage.hpp"
#include "tables/text.hpp"

namespace kelpie::rules::testing {

namespace {

/// How far the expectations of the steps have looked.
struct Seen {
  std::size_t alerts = 0;
  std::uint64_t runs = 0;
  std::uint64_t suppressed = 0;
};

class TestRun {
 public:
  TestRun(const RuleTest& test, const Rule& rule, const TestEnvironment& environment)
      : test_(test), stage_(test, rule, environment, result_.problems) {}

  TestResult run() {
    if (result_.problems.empty() && stage_.ready()) {
      if (test_.simple)
        run_simple();
      else
        run_steps();
      if (result_.problems.empty() && stage_.failures.empty()) check(test_.expect, {});
    }
    if (!result_.problems.empty()) {
      result_.status = TestStatus::invalid;
    } else if (!stage_.failures.empty()) {
      result_.problems = stage_.failures;
      result_.failures.push_back({test_.span, "The rule does not run.", {}, {}, {}});
    }
    if (!result_.failures.empty()) result_.status = TestStatus::failed;
    return std::move(result_);
  }

 private:
  void run_simple() {
    if (stage_.arrive(test_.steps.front().events)) stage_.advance_past_events();
  }

  void run_steps() {
    Seen seen;
    for (const TestStep& step : test_.steps) {
      if (!result_.problems.empty() || !stage_.failures.empty()) return;
      switch (step.kind) {
        case StepKind::events:
          static_cast<void>(stage_.arrive(step.events));
          break;
        case StepKind::advance:
          advance(step);
          break;
        case StepKind::run:
          if (!stage_.advance_to_run() && stage_.failures.empty())
            result_.failures.push_back({step.span, "The rule does not run again.", {}, {}, {}});
          break;
        case StepKind::restart:
          stage_.restart();
          break;
        case StepKind::close_incidents:
          stage_.close_incidents();
          break;
        case StepKind::expect:
          check(step.expect, seen);
          seen = {stage_.alerts.size(), stage_.runs, stage_.suppressed};
          break;
      }
    }
  }

  void advance(const TestStep& step) {
    if (!step.until) return stage_.advance_to(stage_.now() + step.ticks);
    if (step.ticks >= stage_.now()) return stage_.advance_to(step.ticks);
    TestReader(test_.source, result_.problems)
        .error(step.span, "KT008",
               fmt::format("The clock is at {} already; it does not go back.", tables::datetime_text(stage_.now())));
  }

  void check(const Expectation& expectation, const Seen& seen) {
    for (const auto& [section, pattern] : expectation.sections) {
      const std::optional<std::string> found = found_under(section, seen);
      if (!found) return;
      MatchResult matched = match(pattern, tables::DynamicView(*found), section);
      if (matched.ok()) continue;
      TestFailure failure{pattern.span, {}, std::move(matched.differences), {}, {}};
      if (section == "alerts" || section == "runs") explain(stage_, seen.alerts < stage_.alerts.size(), failure);
      if (section == "rows") check_columns(pattern, failure);
      result_.failures.push_back(std::move(failure));
    }
  }

  std::optional<std::string> found_under(const std::string& section, const Seen& seen) {
    if (section == "alerts") return found_alerts(std::span(stage_.alerts).subspan(seen.alerts));
    if (section == "incidents") return found_incidents(stage_.incidents());
    if (section == "runs") return found_number(stage_.runs - seen.runs);
    if (section == "suppressed") return found_number(stage_.suppressed - seen.suppressed);
    if (!rows_of_query()) return std::nullopt;
    return section == "columns" ? found_columns(rows_) : found_rows(rows_);
  }

  /// The rows of the last run's window, or of all events where the rule has none.
  bool rows_of_query() {
    const Rule& rule = stage_.rule();
    executor::QueryContext context;
    context.now = stage_.windows.empty() ? stage_.now() : stage_.windows.back().to;
    const executor::TimeWindow window = window_of(rule, context.now);
    if (rule.kind != RuleKind::nrt) context.window = window;
    const RunQuery query = query_of_run(rule, window);
    executor::QueryOutcome outcome = stage_.engine().query(query.text, context);
    if (outcome.ok() && outcome.tables.size() == 1) {
      rows_ = std::move(outcome.tables.front());
      return true;
    }
    for (const parser::Diagnostic& one : outcome.diagnostics) stage_.failures.push_back(in_file(rule, query, one));
    return false;
  }

  /// A column that the query does not give is not one without a value.
  void check_columns(const ValuePattern& pattern, TestFailure& failure) const {
    std::vector<std::string> names;
    for (const executor::PlanColumn& column : rows_.columns) names.push_back(column.name);
    for (const ValuePattern& row : pattern.elements) {
      for (const auto& [key, value] : row.members) {
        if (std::find(names.begin(), names.end(), key) != names.end()) continue;
        failure.notes.push_back(fmt::format("The query gives no column '{}': {}", key, fmt::join(names, ", ")));
        failure.hint = executor::did_you_mean(key, names);
        return;
      }
    }
  }

  const RuleTest& test_;
  TestResult result_;
  RuleStage stage_;
  executor::ResultTable rows_;
};

}  // namespace

TestResult run_test(const RuleTest& test, const Rule& rule, const TestEnvironment& environment) {
  return TestRun(test, rule, environment).run();
}

}  // namespace kelpie::rules::testing
