// How far a query looks back against how far its run does: Sentinel shows a run the events of queryPeriod only.

#include <set>

#include <fmt/format.h>

#include "rules/checks/detail/walk_plan.hpp"
#include "rules/checks/list.hpp"
#include "rules/duration.hpp"
#include "tables/text.hpp"

namespace kelpie::rules::detail {

namespace {

using executor::Constant;
using executor::Expression;
using executor::FunctionCall;

constexpr std::string_view time_column = "TimeGenerated";
/// A filter by a date further back is one about a time in history, not one that moves with the runs.
constexpr std::int64_t longest_look = 400 * tables::ticks_per_day;

bool is_time(const Expression& expression) {
  if (const auto* column = std::get_if<executor::ColumnReference>(&expression.node)) {
    return column->name == time_column && expression.type == tables::Type::datetime;
  }
  const auto* call = std::get_if<FunctionCall>(&expression.node);
  return call != nullptr && call->function->name == "bin" && is_time(*call->arguments.front());
}

std::optional<std::int64_t> integer_of(const Expression& expression, tables::Type type) {
  const auto* constant = std::get_if<Constant>(&expression.node);
  if (constant == nullptr || expression.type != type || constant->value.is_null()) return std::nullopt;
  return constant->value.as_integer();
}

/// The earliest time that a comparison lets through; nothing when it sets no such bound.
std::optional<std::int64_t> earliest(const FunctionCall& call) {
  const std::string_view name = call.function->name;
  if (call.arguments.size() < 2) return std::nullopt;
  const Expression& left = *call.arguments[0];
  const Expression& right = *call.arguments[1];
  if ((name == ">" || name == ">=" || name == "between") && is_time(left))
    return integer_of(right, tables::Type::datetime);
  if ((name == "<" || name == "<=") && is_time(right)) return integer_of(left, tables::Type::datetime);
  return std::nullopt;
}

/// Calls f for every call in the plan whose text stands in the query, once a place.
template <typename F>
void for_each_call(const CheckedQuery& query, F&& f) {
  std::set<std::uint32_t> seen;
  for_each_inner_expression(query.bound->plan, [&](const Expression& expression) {
    const auto* call = std::get_if<FunctionCall>(&expression.node);
    if (call == nullptr || !query.holds(expression.span)) return;
    if (auto told = f(*call); told && seen.insert(expression.span.begin).second)
      (*told)(query.in_file(expression.span));
  });
}

void check_look_back(const CheckedQuery& query, Findings& findings) {
  const Rule& rule = query.rule;
  if (rule.kind != RuleKind::scheduled || rule.period <= 0) return;
  for_each_call(query, [&](const FunctionCall& call) {
    const auto from = earliest(call);
    const std::int64_t look = from ? query.now - *from : 0;
    const auto tell = [&findings, &rule, look](parser::Span span) {
      findings.tell(rule, span,
                    fmt::format("The query looks back {}, but queryPeriod is {}: a run never sees what is older.",
                                duration_text(look), duration_text(rule.period)),
                    fmt::format("write queryPeriod: {}, or look back no further than it", duration_text(look)));
    };
    return from && look > rule.period && look <= longest_look ? std::optional(tell) : std::nullopt;
  });
}

void check_bins(const CheckedQuery& query, Findings& findings) {
  const Rule& rule = query.rule;
  if (rule.kind != RuleKind::scheduled || rule.period <= 0) return;
  for_each_call(query, [&](const FunctionCall& call) {
    const bool is_bin = call.function->name == "bin" && call.arguments.size() == 2 && is_time(*call.arguments[0]);
    const auto size = is_bin ? integer_of(*call.arguments[1], tables::Type::timespan) : std::nullopt;
    const auto tell = [&findings, &rule, size](parser::Span span) {
      findings.tell(
          rule, span,
          fmt::format(
              "A bin of {} is wider than queryPeriod ({}): each run sees one or two bins in part, never a whole one.",
              duration_text(*size), duration_text(rule.period)),
          "make the bins narrower, or the period longer");
    };
    return size && *size > rule.period ? std::optional(tell) : std::nullopt;
  });
}

}  // namespace

const Check look_back_beyond_period{.code = "KR303",
                                    .name = "look-back-beyond-period",
                                    .sentence = "The query looks back further than its run.",
                                    .of_plan = check_look_back};
const Check bin_wider_than_period{.code = "KR304",
                                  .name = "bin-wider-than-period",
                                  .sentence = "A bin of time is wider than what a run sees.",
                                  .of_plan = check_bins};

}  // namespace kelpie::rules::detail
