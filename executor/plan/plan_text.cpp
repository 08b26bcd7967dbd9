#include <algorithm>
#include <array>

#include "executor/plan/plan.hpp"

namespace kelpie::executor {

namespace {

constexpr std::array<std::string_view, 9> join_names{"innerunique", "inner", "leftouter", "rightouter", "fullouter", "leftsemi", "rightsemi", "leftanti", "rightanti"};

std::string list(const std::vector<ExpressionPtr>& expressions) {
  std::string text;
  for (const ExpressionPtr& expression : expressions) text += (text.empty() ? "" : ", ") + (expression ? to_text(*expression) : std::string("-"));
  return text;
}

std::string calls(const std::vector<AggregateCall>& calls) {
  std::string text;
  for (const AggregateCall& call : calls) text += (text.empty() ? "" : ", ") + call.function->name + "(" + list(call.arguments) + ")";
  return text;
}

std::string terms(const std::vector<SortTerm>& terms) {
  std::string text;
  for (const SortTerm& term : terms) {
    text += (text.empty() ? "" : ", ") + to_text(*term.value) + (term.ascending ? " asc" : " desc");
    if (term.nulls_first != term.ascending) text += term.nulls_first ? " nulls first" : " nulls last";
  }
  return text;
}

std::string columns(const PlanNode& node) {
  std::string text;
  for (const PlanColumn& column : node.columns) text += (text.empty() ? "" : ", ") + column.name;
  return text;
}

std::string describe(const ScanTable& op, const PlanNode& node) {
  std::string text = "scan " + op.table->schema().name + " [" + columns(node) + "]";
  for (const ScanTable::Bound& bound : op.bounds) text += " within " + op.table->schema().columns[bound.table_column].name;
  for (const ScanTable::TextBound& bound : op.text_bounds) {
    text += " holding " + op.table->schema().columns[bound.table_column].name + " (";
    constexpr std::size_t shown = 3;
    for (std::size_t i = 0; i < std::min(bound.texts.size(), shown); ++i) text += (i > 0 ? ", " : "") + to_text(*make_constant(tables::Value::string(bound.texts[i])));
    if (bound.texts.size() > shown) text += ", ... " + std::to_string(bound.texts.size()) + " texts";
    text += ")";
  }
  return text;
}
std::string describe(const ConstantRows& op, const PlanNode& node) { return "rows " + std::to_string(row_count(*op.batches)) + " [" + columns(node) + "]"; }
std::string describe(const RangeRows& op, const PlanNode& node) { return "range " + columns(node) + " " + list({op.from, op.to, op.step}); }
std::string describe(const Filter& op, const PlanNode&) { return "filter " + list(op.conjuncts); }
std::string describe(const Project& op, const PlanNode& node) {
  std::string text = "project ";
  for (std::size_t i = 0; i < op.expressions.size(); ++i) {
    const auto* reference = std::get_if<ColumnReference>(&op.expressions[i]->node);
    text += i > 0 ? ", " : "";
    text += node.columns[i].name;
    if (reference == nullptr || reference->name != node.columns[i].name) text += " = " + to_text(*op.expressions[i]);
  }
  return text;
}
std::string describe(const Aggregate& op, const PlanNode&) { return "aggregate " + calls(op.calls) + (op.keys.empty() ? "" : " by " + list(op.keys)); }
std::string describe(const Sort& op, const PlanNode&) { return "sort " + terms(op.terms); }
std::string describe(const Top& op, const PlanNode&) { return "top " + to_text(*op.count) + " by " + terms(op.terms); }
std::string describe(const Take& op, const PlanNode&) { return "take " + to_text(*op.count); }
std::string describe(const Join& op, const PlanNode&) {
  std::string text = "join " + std::string(join_names.at(static_cast<std::size_t>(op.kind)));
  for (std::size_t i = 0; i < op.left_keys.size(); ++i) text += (i == 0 ? " on " : ", ") + to_text(*op.left_keys[i]) + " == " + to_text(*op.right_keys[i]);
  return text;
}
std::string describe(const UnionAll&, const PlanNode& node) { return "union [" + columns(node) + "]"; }
std::string describe(const ExpandArrays& op, const PlanNode&) {
  std::string text = "expand ";
  for (const ExpandArrays::Item& item : op.items) text += (text.size() > 7 ? ", " : "") + to_text(*item.array);
  return text;
}
/// A sub-plan below what its operator says of itself.
std::string with_subplan(std::string text, const PlanNode& subplan) {
  const std::string inner = to_text(subplan);
  for (std::size_t at = 0; at < inner.size();) {
    const std::size_t end = inner.find('\n', at);
    text += "\n      " + inner.substr(at, end - at);
    at = end == std::string::npos ? inner.size() : end + 1;
  }
  return text;
}
std::string describe(const ApplyToArrays& op, const PlanNode& node) {
  return with_subplan("apply " + describe(op.expand, node).substr(7) + " to", *op.subplan);
}
std::string describe(const PartitionRows& op, const PlanNode&) { return with_subplan("partition by " + to_text(*op.key) + " to", *op.subplan); }
std::string describe(const ComputeRows& op, const PlanNode& node) {
  return "compute " + op.function->describe() + (op.expressions.empty() ? "" : " over " + list(op.expressions)) + " [" + columns(node) + "]";
}
std::string describe(const ApplyInput&, const PlanNode& node) { return "each [" + columns(node) + "]"; }
std::string describe(const ParseText& op, const PlanNode&) { return std::string(op.drop_unmatched ? "parse-where " : "parse ") + to_text(*op.source); }
std::string describe(const ParseKeyValues& op, const PlanNode&) { return "parse-kv " + to_text(*op.source); }
std::string describe(const MakeSeries& op, const PlanNode& node) {
  return "make-series [" + columns(node) + "]" + (op.in_range ? " in " : " ") + list({op.from, op.to, op.step});
}
std::string describe(const Window& op, const PlanNode&) {
  std::string text = "window ";
  for (const WindowCall& call : op.calls) text += (text.size() > 7 ? ", " : "") + call.function + "(" + list(call.arguments) + ")";
  return text;
}
std::string describe(const Sample& op, const PlanNode&) { return "sample " + to_text(*op.count); }
std::string describe(const Materialize&, const PlanNode&) { return "materialize"; }

void append(const PlanNode& node, std::size_t depth, std::string& out) {
  out.append(depth * 2, ' ');
  out += std::visit([&](const auto& op) { return describe(op, node); }, node.op);
  out += '\n';
  for (const PlanPtr& input : node.inputs) append(*input, depth + 1, out);
}

}  // namespace

std::string to_text(const PlanNode& plan) {
  std::string out;
  append(plan, 0, out);
  return out;
}

}  // namespace kelpie::executor
