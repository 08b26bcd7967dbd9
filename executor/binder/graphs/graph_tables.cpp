#include <algorithm>

#include "executor/binder/graphs/pattern_scope.hpp"
#include "executor/binder/nearest_name.hpp"
#include "executor/graphs/graph_nodes.hpp"

// graph-to-table, graph-mark-components, graph-where-nodes and graph-where-edges.

namespace kelpie::executor {

namespace {

/// A table of the graph's nodes or edges: hashes of ids where they are asked for, then the properties, all under new
/// numbers.
Relation table_of(Binder& binder, const GraphRelation& graph, const parser::GraphTable& table) {
  PlanPtr rows = table.edges ? graph.edges : graph.nodes;
  if (table.edges && graph.dangling) {
    std::vector<PlanColumn> columns = rows->columns;
    rows = make_plan(ComputeRows{make_graph_edges(graph.keys())}, {graph.nodes, rows}, std::move(columns), table.span);
  }
  Project project;
  std::vector<PlanColumn> columns;
  UniqueNames names;
  const auto add = [&](const std::string& name, ExpressionPtr value) {
    columns.push_back(binder.new_column(names.add(name), value->type));
    project.expressions.push_back(std::move(value));
  };
  for (const parser::Parameter& parameter : table.parameters) {
    const std::vector<PlanColumn>& keys = parameter.name.text == "with_node_id"     ? graph.node_keys
                                          : parameter.name.text == "with_source_id" ? graph.source_keys
                                                                                    : graph.target_keys;
    add(binder.parameter_word(parameter), binder.make_call("hash", {Binder::reference(keys.back())}, parameter.span));
  }
  for (const PlanColumn& property : table.edges ? graph.edge_properties : graph.node_properties)
    add(property.name, Binder::reference(property));
  Relation result;
  result.plan = make_plan(std::move(project), {rows}, std::move(columns), table.span);
  result.open = graph.open;
  if (table.name) {
    result.name = table.name->text;
    result.defines_name = true;
  }
  return result;
}

}  // namespace

std::optional<Relation> Binder::bind(const parser::GraphToTableOperator& op, Relation input, const EnvironmentPtr&) {
  const bool twice = op.tables.size() > 2 || (op.tables.size() == 2 && op.tables[0].edges == op.tables[1].edges);
  if (twice) {
    error("KS119", "graph-to-table gives the nodes and the edges of a graph once each.", op.tables.back().span);
    return std::nullopt;
  }
  Relation result = table_of(*this, *input.graph, op.tables.front());
  if (op.tables.size() > 1) result.further.push_back(table_of(*this, *input.graph, op.tables.back()));
  return result;
}

std::optional<Relation> Binder::bind(const parser::GraphMarkComponentsOperator& op, Relation input,
                                     const EnvironmentPtr&) {
  GraphRelation graph = *input.graph;
  std::string name = "ComponentId";
  bool strong = false;
  for (const parser::Parameter& parameter : op.parameters) {
    const std::string word = parameter_word(parameter);
    if (parameter.name.text == "with_component_id") {
      name = word;
    } else if (parameter.name.text == "kind") {
      strong = word == "strong";
      if (!strong && word != "weak") {
        error("KS111", "'" + word + "' is no kind of component.", parameter.span,
              did_you_mean(word, {"weak", "strong"}));
        return std::nullopt;
      }
    }
  }
  const PlanColumn component = new_column(name, tables::Type::long_);
  std::vector<PlanColumn> columns = graph.nodes->columns;
  columns.push_back(component);
  graph.nodes = computed_once(make_plan(ComputeRows{make_graph_components(graph.keys(), strong)},
                                        {graph.nodes, graph.edges}, std::move(columns), op.span));
  std::erase_if(graph.node_properties, [&](const PlanColumn& property) { return property.name == name; });
  graph.node_properties.push_back(component);
  return as_relation(std::move(graph));
}

std::optional<Relation> Binder::bind(const parser::GraphWhereOperator& op, Relation input,
                                     const EnvironmentPtr& environment) {
  PatternScope scope(*this, *input.graph);
  ExpressionPtr predicate = scope.element_condition(op.predicate, op.edges, environment);
  GraphRelation graph = scope.graph();
  if (!predicate) return as_relation(std::move(graph));  // the stages behind are still worth checking
  PlanPtr& elements = op.edges ? graph.edges : graph.nodes;
  std::vector<PlanColumn> columns = elements->columns;
  elements = computed_once(make_plan(Filter{{std::move(predicate)}}, {elements}, std::move(columns), op.span));
  graph.dangling |= !op.edges;
  graph.degrees.reset();
  return as_relation(std::move(graph));
}

}  // namespace kelpie::executor
