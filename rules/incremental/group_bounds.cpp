#include "rules/incremental/group_bounds.hpp"

#include <algorithm>

namespace kelpie::rules {

namespace {

using executor::ColumnReference;
using executor::Expression;
using tables::Type;

std::optional<GroupBound> bound_of(const Expression& conjunct) {
  const auto* call = std::get_if<executor::FunctionCall>(&conjunct.node);
  if (call == nullptr || call->arguments.size() != 2) return std::nullopt;
  const std::string& name = call->function->name;
  const bool greater = name == ">" || name == ">=";
  if (!greater && name != "<" && name != "<=" && name != "==") return std::nullopt;
  const bool turned = name == "<" || name == "<=";
  for (const bool swapped : {false, true}) {
    if (name != "==" && swapped != turned) continue;
    const Expression& larger = *call->arguments[swapped ? 1 : 0];
    const Expression& smaller = *call->arguments[swapped ? 0 : 1];
    const auto* column = std::get_if<ColumnReference>(&larger.node);
    const auto* constant = std::get_if<executor::Constant>(&smaller.node);
    if (column == nullptr || constant == nullptr) continue;
    if (larger.type != Type::long_ || smaller.type != Type::long_ || constant->value.is_null()) continue;
    const std::int64_t value = constant->value.as_integer();
    if (value >= std::int64_t{1} << 62) continue;
    return GroupBound{column->id, name == ">" || name == "<" ? value + 1 : value};
  }
  return std::nullopt;
}

}  // namespace

void add_group_bounds(const executor::Filter& filter, std::vector<GroupBound>& bounds) {
  for (const executor::ExpressionPtr& conjunct : filter.conjuncts) {
    if (const auto bound = bound_of(*conjunct)) bounds.push_back(*bound);
  }
}

std::optional<LeastSum> least_sum(const executor::PlanNode& whole, const PartialSummary& summary,
                                  const std::vector<GroupBound>& bounds) {
  const auto& aggregate = std::get<executor::Aggregate>(whole.op);
  if (aggregate.keys.empty()) return std::nullopt;
  std::optional<LeastSum> best;
  std::size_t column = aggregate.keys.size();
  for (std::size_t i = 0; i < aggregate.calls.size(); column += aggregate.calls[i++].columns) {
    const std::string& name = aggregate.calls[i].function->name;
    if (name != "count" && name != "countif") continue;
    const auto& part = std::get<ColumnReference>(summary.second.calls[i].arguments.front()->node);
    for (const GroupBound& bound : bounds) {
      if (bound.column != whole.columns[column].id || bound.least < 1) continue;
      if (!best || bound.least > best->least)
        best = LeastSum{*executor::position_of(summary.columns, part.id), bound.least};
    }
  }
  return best;
}

}  // namespace kelpie::rules
