#include "executor/binder/graphs/graph_relation.hpp"

#include "executor/graphs/graph_nodes.hpp"

namespace kelpie::executor {

namespace {

std::vector<std::size_t> positions(const PlanNode& plan, const std::vector<PlanColumn>& columns) {
  std::vector<std::size_t> result;
  for (const PlanColumn& column : columns) result.push_back(position_of(plan.columns, column.id).value());
  return result;
}

}  // namespace

bool is_graph_operator(const parser::Operator& op) {
  return std::holds_alternative<parser::GraphMatchOperator>(op) ||
         std::holds_alternative<parser::GraphToTableOperator>(op) ||
         std::holds_alternative<parser::GraphMarkComponentsOperator>(op) ||
         std::holds_alternative<parser::GraphWhereOperator>(op);
}

GraphKeys GraphRelation::keys() const {
  return {positions(*nodes, node_keys), positions(*edges, source_keys), positions(*edges, target_keys)};
}

void GraphRelation::count_degrees(Binder& binder) {
  if (degrees) return;
  degrees = Degrees{binder.new_column("$degree_in", tables::Type::long_),
                    binder.new_column("$degree_out", tables::Type::long_)};
  std::vector<PlanColumn> columns = nodes->columns;
  columns.push_back(degrees->in);
  columns.push_back(degrees->out);
  nodes = computed_once(
      make_plan(ComputeRows{make_graph_degrees(keys())}, {nodes, edges}, std::move(columns), nodes->span));
}

Relation as_relation(GraphRelation graph) {
  Relation relation;
  relation.plan = graph.edges;
  relation.open = graph.open;
  relation.graph = std::make_shared<const GraphRelation>(std::move(graph));
  return relation;
}

PlanPtr computed_once(PlanPtr plan) {
  std::vector<PlanColumn> columns = plan->columns;
  const parser::Span span = plan->span;
  return make_plan(Materialize{}, {std::move(plan)}, std::move(columns), span);
}

std::optional<Relation> Binder::rows_of(std::optional<Relation> relation, parser::Span span) {
  if (relation && !relation->further.empty()) {
    error("KB122", "This gives several tables; one is expected here.", span, "what gives several tables stands at the end of a query");
    return std::nullopt;
  }
  if (!relation || !relation->graph) return relation;
  error("KB904", "This is a graph; rows are expected here.", span,
        "graph-match ... project ... and graph-to-table make rows of a graph");
  return std::nullopt;
}

bool Binder::fits(const parser::Operator& op, const Relation& input) {
  if (is_graph_operator(op) == (input.graph != nullptr) || std::holds_alternative<parser::BadOperator>(op)) return true;
  if (input.graph == nullptr) {
    error("KB905", "This operator works on a graph; rows stand before it.", span_of(op),
          "make-graph Source --> Target makes a graph of rows");
  } else {
    error("KB904", "This operator works on rows; a graph stands before it.", span_of(op),
          "graph-match ... project ... and graph-to-table make rows of a graph");
  }
  return false;
}

}  // namespace kelpie::executor
