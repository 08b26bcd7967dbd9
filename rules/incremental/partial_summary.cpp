#include "rules/incremental/partial_summary.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "rules/incremental/plan_text.hpp"

namespace kelpie::rules {

namespace {

using executor::Aggregate;
using executor::AggregateCall;
using executor::ExpressionPtr;
using executor::PlanColumn;
using tables::Type;

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// What is made of the first step's results.
constexpr std::array<std::string_view, 4> added{"count", "countif", "sum", "sumif"};
constexpr std::array<std::string_view, 4> compared{"min", "max", "minif", "maxif"};
/// What depends on nothing but the different values, and on which came first.
constexpr std::array<std::string_view, 11> of_values{"dcount",     "dcountif",    "count_distinct", "count_distinctif",
                                                     "make_set",   "make_set_if", "makeset",        "take_any",
                                                     "take_anyif", "any",         "anyif"};

bool adds_exactly(Type type) { return type == Type::int_ || type == Type::long_ || type == Type::timespan; }
bool compares_exactly(Type type) { return type != Type::real && type != Type::dynamic; }

class Division {
 public:
  Division(const executor::FunctionRegistry& functions, ChainContext& context, const Aggregate& whole,
           const executor::PlanNode& node)
      : functions_(functions), context_(context), whole_(whole), node_(node) {}

  /// False: a call cannot be taken apart.
  bool divide() {
    for (const ExpressionPtr& key : whole_.keys) {
      if (!is_timeless(*key)) return false;
      second_.keys.push_back(by(key));
    }
    std::size_t column = whole_.keys.size();
    for (const AggregateCall& call : whole_.calls) {
      for (const ExpressionPtr& argument : call.arguments) {
        if (!is_timeless(*argument)) return false;
      }
      if (!divide(call, node_.columns[column].type)) return false;
      column += call.columns;
    }
    return true;
  }

  PartialSummary finish(RowChain chain) {
    PartialSummary result;
    Aggregate first;
    first.keys = keys_;
    result.columns = key_columns_;
    first.keys.push_back(executor::make_column(chain.time.id, chain.time.name, chain.time.type));
    result.time = {context_.new_column(), chain.time.name, chain.time.type};
    result.columns.push_back(result.time);
    first.calls = calls_;
    result.columns.insert(result.columns.end(), call_columns_.begin(), call_columns_.end());
    result.first = executor::make_plan(std::move(first), {chain.plan}, result.columns, node_.span);
    result.second = second_;
    for (const ExpressionPtr& conjunct : chain.time_conjuncts) {
      result.time_conjuncts.push_back(executor::replace_columns(conjunct, [&](const executor::ColumnReference&) {
        return executor::make_column(result.time.id, result.time.name, result.time.type);
      }));
    }
    result.rows = std::move(chain.rows);
    return result;
  }

 private:
  /// Makes the expression a key of the first step; the same one is one.
  ExpressionPtr by(const ExpressionPtr& value) {
    PlanText text;
    // Columns are numbered as they are met, so their numbers are said besides.
    executor::for_each_column(*value,
                              [&](const executor::ColumnReference& column) { text.add(std::to_string(column.id)); });
    text.add(*value);
    const auto [at, fresh] = known_.emplace(text.text(), keys_.size());
    if (fresh) {
      keys_.push_back(value);
      key_columns_.push_back({context_.new_column(), "", value->type});
    }
    const PlanColumn& column = key_columns_[at->second];
    return executor::make_column(column.id, column.name, column.type);
  }

  ExpressionPtr first_step(const AggregateCall& call, Type type) {
    calls_.push_back(call);
    call_columns_.push_back({context_.new_column(), "", type});
    return executor::make_column(call_columns_.back().id, "", type);
  }

  /// The aggregate of one argument of that type.
  std::optional<AggregateCall> call_of(std::string_view name, const ExpressionPtr& argument) const {
    const executor::AggregateFunction* function = functions_.find_aggregate(name);
    if (function == nullptr) return std::nullopt;
    for (const executor::AggregateOverload& overload : function->overloads) {
      if (overload.parameters.size() == 1 && overload.parameters.front().types.has(argument->type)) {
        return AggregateCall{function, &overload, {argument}, 1};
      }
    }
    return std::nullopt;
  }

  bool divide(const AggregateCall& call, Type result) {
    const std::string& name = call.function->name;
    if (is_one_of(name, of_values)) {
      AggregateCall second = call;
      for (ExpressionPtr& argument : second.arguments) {
        if (!executor::is_row_independent(*argument)) argument = by(argument);
      }
      second_.calls.push_back(std::move(second));
      return true;
    }
    std::string_view joined;
    if (is_one_of(name, added) && adds_exactly(result)) joined = "sum";
    if (is_one_of(name, compared) && compares_exactly(result)) joined = name.starts_with("min") ? "min" : "max";
    if (joined.empty() || call.columns != 1) return false;
    const auto second = call_of(joined, first_step(call, result));
    if (!second) return false;
    second_.calls.push_back(*second);
    return true;
  }

  const executor::FunctionRegistry& functions_;
  ChainContext& context_;
  const Aggregate& whole_;
  const executor::PlanNode& node_;
  std::map<std::string, std::size_t> known_;
  std::vector<ExpressionPtr> keys_;
  std::vector<PlanColumn> key_columns_;
  std::vector<AggregateCall> calls_;
  std::vector<PlanColumn> call_columns_;
  Aggregate second_;
};

}  // namespace

std::optional<PartialSummary> match_partial_summary(const executor::PlanNode& node,
                                                    const executor::FunctionRegistry& functions, ChainContext& context,
                                                    NewRows::Slices slices) {
  const auto* whole = std::get_if<Aggregate>(&node.op);
  if (whole == nullptr) return std::nullopt;
  Division division(functions, context, *whole, node);
  if (!division.divide()) return std::nullopt;
  auto chain = match_row_chain(node.inputs.front(), context, slices);
  if (!chain) return std::nullopt;
  return division.finish(*std::move(chain));
}

}  // namespace kelpie::rules
