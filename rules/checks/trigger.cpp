// Whether the trigger can mean something: thresholds that no number of rows reaches, or every one.

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "rules/checks/list.hpp"
#include "rules/duration.hpp"
#include "rules/schedule.hpp"

namespace kelpie::rules::detail {

namespace {

using executor::PlanNode;

constexpr std::uint64_t any_number = std::numeric_limits<std::uint64_t>::max();

/// How many rows a plan can give; any_number: there is no bound.
struct RowRange {
  std::uint64_t least = 0;
  std::uint64_t most = any_number;
};

std::optional<std::uint64_t> constant_count(const executor::ExpressionPtr& expression) {
  const auto* constant = std::get_if<executor::Constant>(&expression->node);
  if (constant == nullptr || constant->value.is_null() ||
      tables::physical_of(expression->type) != tables::Physical::integer)
    return std::nullopt;
  return static_cast<std::uint64_t>(std::max<std::int64_t>(constant->value.as_integer(), 0));
}

RowRange rows_of(const PlanNode& plan);

RowRange at_most(const PlanNode& plan, const executor::ExpressionPtr& count) {
  RowRange rows = rows_of(*plan.inputs.front());
  const auto most = constant_count(count);
  if (!most) return {0, rows.most};
  return {std::min(rows.least, *most), std::min(rows.most, *most)};
}

RowRange rows_of(const PlanNode& plan) {
  if (const auto* aggregate = std::get_if<executor::Aggregate>(&plan.op);
      aggregate != nullptr && aggregate->keys.empty())
    return {1, 1};
  if (const auto* rows = std::get_if<executor::ConstantRows>(&plan.op)) {
    // None: the optimizer ruled a filter out, perhaps by what a check takes columns for that only data can show.
    const std::uint64_t count = executor::row_count(*rows->batches);
    return count == 0 ? RowRange{} : RowRange{count, count};
  }
  if (const auto* take = std::get_if<executor::Take>(&plan.op)) return at_most(plan, take->count);
  if (const auto* top = std::get_if<executor::Top>(&plan.op)) return at_most(plan, top->count);
  if (std::holds_alternative<executor::Filter>(plan.op)) return {0, rows_of(*plan.inputs.front()).most};
  if (std::holds_alternative<executor::Project>(plan.op) || std::holds_alternative<executor::Sort>(plan.op))
    return rows_of(*plan.inputs.front());
  return {};
}

bool can_trigger(const Rule& rule, RowRange rows) {
  switch (rule.trigger) {
    case TriggerOperator::greater_than:
      return rows.most > rule.threshold;
    case TriggerOperator::less_than:
      return rows.least < rule.threshold;
    case TriggerOperator::equal:
      return rows.least <= rule.threshold && rule.threshold <= rows.most;
    case TriggerOperator::not_equal:
      break;
  }
  return rows.least != rows.most || rows.least != rule.threshold;
}
bool must_trigger(const Rule& rule, RowRange rows) {
  switch (rule.trigger) {
    case TriggerOperator::greater_than:
      return rows.least > rule.threshold;
    case TriggerOperator::less_than:
      return rows.most < rule.threshold;
    case TriggerOperator::equal:
      return rows.least == rows.most && rows.least == rule.threshold;
    case TriggerOperator::not_equal:
      break;
  }
  return rule.threshold < rows.least || rule.threshold > rows.most;
}

std::string in_words(RowRange rows) {
  if (rows.least == rows.most)
    return rows.least == 1 ? "always gives one row" : fmt::format("always gives {} rows", rows.least);
  return rows.most == any_number ? "may give any number of rows"
                                 : fmt::format("gives {} to {} rows", rows.least, rows.most);
}
/// How many rows raise an alert: "more than 5".
std::string wanted_rows(const Rule& rule) {
  std::string_view words = "any number but";
  if (rule.trigger == TriggerOperator::greater_than) words = "more than";
  if (rule.trigger == TriggerOperator::less_than) words = "fewer than";
  if (rule.trigger == TriggerOperator::equal) words = "exactly";
  return fmt::format("{} {}", words, rule.threshold);
}
RowRange rows_of(const CheckedQuery& query) {
  return query.bound == nullptr ? RowRange{} : rows_of(*query.bound->plan);
}

void check_never(const CheckedQuery& query, Findings& findings) {
  const Rule& rule = query.rule;
  const RowRange rows = rows_of(query);
  if (rule.kind == RuleKind::hunting || can_trigger(rule, rows)) return;
  findings.tell(
      rule, rule.places.of("triggerThreshold"),
      fmt::format("The rule never raises an alert: the query {}, and the trigger asks for {}.", in_words(rows),
                  wanted_rows(rule)),
      rows.most == 1
          ? "filter by what is counted (| where count_ > 10) and write triggerOperator: gt, triggerThreshold: 0"
          : "choose another threshold");
}
void check_always(const CheckedQuery& query, Findings& findings) {
  const Rule& rule = query.rule;
  const RowRange rows = rows_of(query);
  if (rule.kind == RuleKind::hunting || !must_trigger(rule, rows)) return;
  findings.tell(rule, rule.places.of("triggerThreshold"),
                fmt::format("Every run raises an alert: the query {}, and the trigger asks for {}.", in_words(rows),
                            wanted_rows(rule)),
                rows.most == 1 ? "filter by what is counted, as in | where count_ > 10, or group by something"
                               : "choose another threshold");
}

void check_suppression(const Rule& rule, Findings& findings) {
  if (!rule.suppression || rule.kind == RuleKind::hunting || rule.suppression_duration <= 0) return;
  const std::int64_t frequency = frequency_of(rule);
  if (frequency <= 0 || rule.suppression_duration > frequency) return;
  findings.tell(rule, rule.places.of("suppressionDuration"),
                fmt::format("suppressionDuration is {}, and the rule runs every {}: when the next run comes, nothing "
                            "is suppressed any more.",
                            duration_text(rule.suppression_duration), duration_text(frequency)),
                "suppress for longer than queryFrequency, or not at all");
}

void check_single_results(const Rule& rule, Findings& findings) {
  if (rule.grouping != EventGrouping::alert_per_result ||
      (rule.trigger == TriggerOperator::greater_than && rule.threshold == 0))
    return;
  findings.tell(rule, rule.places.of("triggerThreshold"),
                fmt::format("Every row is an alert of its own, but there is none unless a run gives {} rows.",
                            wanted_rows(rule)),
                "write triggerOperator: gt and triggerThreshold: 0, and count in the query");
}

void check_nrt(const Rule& rule, Findings& findings) {
  if (rule.kind != RuleKind::nrt) return;
  for (const std::string_view key : {"queryFrequency", "queryPeriod", "triggerOperator", "triggerThreshold"}) {
    if (rule.places.has(key))
      findings.tell(rule, rule.places.of(key),
                    fmt::format("An NRT rule runs every minute over what arrived; {} says nothing there.", key),
                    "take it out");
  }
}

}  // namespace

const Check never_triggers{.code = "KR501",
                           .name = "never-triggers",
                           .sentence = "No number of rows that the query can give reaches the threshold.",
                           .of_syntax = check_never};
const Check always_triggers{.code = "KR502",
                            .name = "always-triggers",
                            .sentence = "Every run raises an alert, whatever happened.",
                            .of_syntax = check_always};
const Check short_suppression{.code = "KR503",
                              .name = "short-suppression",
                              .sentence = "The suppression is over before the next run.",
                              .of_rule = check_suppression};
const Check threshold_of_single_results{.code = "KR504",
                                        .name = "threshold-of-single-results",
                                        .sentence = "Every row is an alert, but only when there are enough rows.",
                                        .severity = parser::Severity::note,
                                        .of_rule = check_single_results};
const Check schedule_of_nrt{.code = "KR505",
                            .name = "schedule-of-nrt",
                            .sentence = "An NRT rule has no schedule and no threshold.",
                            .of_rule = check_nrt};

}  // namespace kelpie::rules::detail
