#include <algorithm>
#include <array>
#include <optional>

#include "executor/optimizer/optimize.hpp"
#include "executor/optimizer/rewrite.hpp"

namespace kelpie::executor {

namespace {

/// What a predicate costs a row, roughly.
enum class Cost { number, text, search, conversion, pattern };

constexpr std::array<std::string_view, 16> comparisons{"and",       "or",      "not",        "==",      "!=", "<",
                                                       "<=",        ">",       ">=",         "between", "in", "isnull",
                                                       "isnotnull", "isempty", "isnotempty", "-"};
constexpr std::array<std::string_view, 12> searches{"=~",        "!~",        "in~",      "has",
                                                    "hasprefix", "hassuffix", "contains", "startswith",
                                                    "endswith",  "has_any",   "has_all",  "strlen"};
constexpr std::array<std::string_view, 6> conversions{"tolower", "toupper", "cast",
                                                      "member",  "element", "array_length"};

/// Of functions that no value of their arguments makes fail. Others may: what stands before them may be what keeps such
/// values away.
std::optional<Cost> cost_of(const FunctionCall& call) {
  std::string_view name = call.function->name;
  const auto among = [&name](const auto& names) { return std::find(names.begin(), names.end(), name) != names.end(); };
  if (name == "matches regex")
    return std::holds_alternative<Constant>(call.arguments.back()->node) ? std::optional(Cost::pattern) : std::nullopt;
  if (name == "parse_json") return Cost::pattern;
  if (among(comparisons)) return Cost::number;
  if (among(conversions)) return Cost::conversion;
  if (name.starts_with('!') && name != "!~") name.remove_prefix(1);
  if (among(comparisons)) return Cost::number;
  if (name.ends_with("_cs")) name.remove_suffix(3);
  if (among(searches)) return Cost::search;
  return std::nullopt;
}

/// Nothing: it may fail, or is not the same twice.
std::optional<Cost> cost_of(const Expression& expression) {
  if (std::holds_alternative<ColumnReference>(expression.node)) {
    if (expression.type == tables::Type::dynamic) return Cost::conversion;  // a part of a value that may have to be computed
    return tables::physical_of(expression.type) == tables::Physical::text ? Cost::text : Cost::number;
  }
  const auto* call = std::get_if<FunctionCall>(&expression.node);
  if (call == nullptr) return Cost::number;
  std::optional<Cost> cost = cost_of(*call);
  for (const ExpressionPtr& argument : call->arguments) {
    const auto below = cost_of(*argument);
    if (!cost || !below) return std::nullopt;
    cost = std::max(*cost, *below);
  }
  return cost;
}

}  // namespace

PlanPtr order_conjuncts(const PlanPtr& plan) {
  return rewrite_bottom_up(plan, [](const PlanPtr& node) -> PlanPtr {
    const auto* filter = std::get_if<Filter>(&node->op);
    if (filter == nullptr) return node;
    std::vector<std::pair<std::optional<Cost>, ExpressionPtr>> conjuncts;
    for (const ExpressionPtr& conjunct : filter->conjuncts) conjuncts.emplace_back(cost_of(*conjunct), conjunct);
    // One that may fail stays behind what stood before it, and before what stood behind it.
    for (auto begin = conjuncts.begin(); begin != conjuncts.end();) {
      const auto end = std::find_if(begin, conjuncts.end(), [](const auto& conjunct) { return !conjunct.first; });
      std::stable_sort(begin, end, [](const auto& a, const auto& b) { return *a.first < *b.first; });
      begin = end == conjuncts.end() ? end : end + 1;
    }
    Filter ordered;
    for (auto& [cost, conjunct] : conjuncts) ordered.conjuncts.push_back(std::move(conjunct));
    if (ordered.conjuncts == filter->conjuncts) return node;
    return make_plan(std::move(ordered), node->inputs, node->columns, node->span);
  });
}

}  // namespace kelpie::executor
