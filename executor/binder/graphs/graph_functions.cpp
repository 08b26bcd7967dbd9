#include <algorithm>
#include <array>

#include "executor/binder/graphs/pattern_scope.hpp"
#include "executor/binder/nearest_name.hpp"

// The functions that can be called in graph-match, graph-shortest-paths and graph-where only (Kusto reference: "Graph
// functions").

namespace kelpie::executor {

namespace {

using tables::Type;
using Kind = PatternVariable::Kind;

constexpr std::array<std::string_view, 3> folds{"all", "any", "map"};
constexpr std::array<std::string_view, 3> node_functions{"node_id", "node_degree_in", "node_degree_out"};
/// What the first argument of all(), any() and map() may be beside a name.
constexpr std::array<std::string_view, 3> element_functions{"inner_nodes", "inner_edges", "edges"};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

ExpressionPtr PatternScope::call(const parser::Call& call, const ExpressionScope& scope, bool& handled) {
  const std::string& name = call.function.text;
  handled = true;
  if (contains(folds, name)) return call_fold(call, scope);
  if (contains(node_functions, name)) return call_of_node(call);
  if (name == "labels") return call_labels(call);
  if (contains(element_functions, name)) {
    binder_.error("KB908",
                  "The graph function " + name + "() can only be the first argument of all(), any() and map().",
                  call.span);
    return nullptr;
  }
  handled = false;
  return nullptr;
}

const PatternVariable* PatternScope::variable_of(const parser::Expression& expression, std::string_view function) {
  const auto* name = std::get_if<parser::Name>(&expression.node);
  const PatternVariable* variable = name == nullptr ? nullptr : find(name->text);
  if (variable != nullptr) return variable;
  std::vector<std::string> candidates;
  for (const PatternVariable& known : variables_) candidates.push_back(known.name);
  binder_.error(
      "KB908", "The graph function " + std::string(function) + "() takes the name of a node or an edge of the pattern.",
      span_of(expression), name == nullptr ? std::string() : did_you_mean(name->text, candidates));
  return nullptr;
}

std::optional<PatternScope::Elements> PatternScope::elements_of(const parser::Expression& expression,
                                                                std::string_view function) {
  const parser::Expression* edge = &expression;
  bool nodes = false;
  if (const auto* inner = std::get_if<parser::Call>(&expression.node);
      inner != nullptr && contains(element_functions, inner->function.text)) {
    if (inner->arguments.size() != 1) {
      binder_.error("KS119", "The graph function " + inner->function.text + "() takes the name of an edge.",
                    inner->span);
      return std::nullopt;
    }
    nodes = inner->function.text == "inner_nodes";
    edge = &inner->arguments.front().value;
    function = inner->function.text;
  }
  const PatternVariable* variable = variable_of(*edge, function);
  if (variable == nullptr) return std::nullopt;
  if (variable->kind == Kind::node) {
    binder_.error("KB908",
                  "The graph function " + std::string(function) + "() is about edges in a row, such as -[e*1..3]->; '" +
                      variable->name + "' is a node.",
                  span_of(*edge));
    return std::nullopt;
  }
  return Elements{variable->index, nodes};
}

ExpressionPtr PatternScope::call_fold(const parser::Call& call, const ExpressionScope& scope) {
  const std::string& name = call.function.text;
  if (call.arguments.size() != 2) {
    binder_.error(
        "KS119",
        "The graph function " + name + "() takes an edge, or inner_nodes(edge), and an expression over its properties.",
        call.span);
    return nullptr;
  }
  if (elements_) {
    binder_.error("KB908", "The graph function " + name + "() cannot stand inside another, nor in graph-where.",
                  call.span);
    return nullptr;
  }
  const auto elements = elements_of(call.arguments.front().value, name);
  if (!elements) return nullptr;
  elements_ = elements;
  Relation row;
  std::vector<PlanColumn> columns;
  for (const PlanColumn& property : elements->nodes ? graph_.node_properties : graph_.edge_properties) {
    const auto reference = column_at_hand(property, call.span);
    columns.push_back({std::get<ColumnReference>(reference->node).id, property.name, property.type});
  }
  row.plan = make_plan(ConstantRows{std::make_shared<const Batches>()}, {}, std::move(columns));
  row.open = graph_.open;
  const ExpressionScope inside{scope.environment, &row, nullptr, nullptr, nullptr, this};
  const parser::Expression& written = call.arguments.back().value;
  ExpressionPtr inner =
      name == "map" ? binder_.bind_expression(written, inside) : binder_.bind_predicate(written, inside);
  elements_.reset();
  const PathFold::Kind kind = name == "map"   ? PathFold::Kind::map
                              : name == "all" ? PathFold::Kind::all
                                              : PathFold::Kind::any;
  return fold(kind, *elements, std::move(inner), call.span);
}

ExpressionPtr PatternScope::call_of_node(const parser::Call& call) {
  const std::string& name = call.function.text;
  const PatternVariable* variable = nullptr;
  if (call.arguments.size() > 1 || (call.arguments.empty() && (!elements_ || !elements_->nodes))) {
    binder_.error("KS119",
                  "The graph function " + name +
                      "() takes the name of a node; without it, it can stand where nodes are looked at one by one.",
                  call.span, "such as map(inner_nodes(edge), " + name + "())");
    return nullptr;
  }
  if (!call.arguments.empty()) {
    variable = variable_of(call.arguments.front().value, name);
    if (variable == nullptr) return nullptr;
    if (variable->kind != Kind::node) {
      binder_.error("KB908", "The graph function " + name + "() takes a node; '" + variable->name + "' is an edge.",
                    span_of(call.arguments.front().value));
      return nullptr;
    }
  }
  if (name != "node_id") graph_.count_degrees(binder_);
  const PlanColumn of = name == "node_id"          ? graph_.node_keys.back()
                        : name == "node_degree_in" ? graph_.degrees->in
                                                   : graph_.degrees->out;
  ExpressionPtr result = variable == nullptr ? column_at_hand(of, call.span)
                                             : column(MatchColumn::From::node, variable->index, of, call.span);
  return name == "node_id" ? binder_.cast(std::move(result), Type::string) : result;
}

ExpressionPtr PatternScope::call_labels(const parser::Call& call) {
  if (call.arguments.size() > 1 || (call.arguments.empty() && !elements_)) {
    binder_.error("KS119", "The graph function labels() takes the name of a node or an edge.", call.span);
    return nullptr;
  }
  if (!call.arguments.empty() && variable_of(call.arguments.front().value, "labels") == nullptr) return nullptr;
  // Labels come from stored models of graphs; what make-graph makes has none.
  tables::DynamicBuilder none;
  none.begin_array();
  none.end_array();
  return make_constant(tables::Value::dynamic(none.finish()), call.span);
}

}  // namespace kelpie::executor
