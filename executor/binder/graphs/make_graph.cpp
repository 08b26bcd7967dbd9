#include <algorithm>

#include "executor/binder/graphs/graph_relation.hpp"
#include "executor/graphs/graph_nodes.hpp"

namespace kelpie::executor {

namespace {

using tables::Type;

constexpr std::string_view id_name = "$node_id";
constexpr std::string_view part_name = "$partition";

/// The type in which ids are compared; nothing when they have none in common.
std::optional<Type> id_type(const std::vector<ExpressionPtr>& ids) {
  std::optional<Type> common;
  for (const ExpressionPtr& id : ids) {
    const Type type = id->type == Type::dynamic ? Type::string : id->type;
    if (!common || *common == type)
      common = type;
    else if (tables::is_integer(*common) && tables::is_integer(type))
      common = Type::long_;
    else
      return std::nullopt;
  }
  return common;
}

/// What makes each row of one row by itself.
bool is_row_by_row(const parser::Operator& op) {
  return std::holds_alternative<parser::WhereOperator>(op) || std::holds_alternative<parser::ExtendOperator>(op) ||
         std::holds_alternative<parser::ProjectOperator>(op) ||
         std::holds_alternative<parser::ProjectAwayOperator>(op) ||
         std::holds_alternative<parser::ProjectKeepOperator>(op) ||
         std::holds_alternative<parser::ProjectRenameOperator>(op) ||
         std::holds_alternative<parser::ProjectReorderOperator>(op) ||
         std::holds_alternative<parser::MvExpandOperator>(op) || std::holds_alternative<parser::ParseOperator>(op);
}

/// A relation's columns with more behind them.
class WithColumns {
 public:
  explicit WithColumns(const Relation& input) : input_(input.plan), columns_(input.columns()) {
    for (const PlanColumn& column : columns_) project_.expressions.push_back(Binder::reference(column));
  }
  PlanColumn add(PlanColumn column, ExpressionPtr value) {
    columns_.push_back(column);
    project_.expressions.push_back(std::move(value));
    return column;
  }
  [[nodiscard]] PlanPtr plan(parser::Span span) {
    return make_plan(std::move(project_), {input_}, std::move(columns_), span);
  }

 private:
  PlanPtr input_;
  std::vector<PlanColumn> columns_;
  Project project_;
};

/// A table of nodes with the ids that its rows have.
struct NodeTable {
  Relation rows;
  ExpressionPtr id;
  ExpressionPtr part;
};

class GraphMaker {
 public:
  GraphMaker(Binder& binder, const parser::MakeGraphOperator& op) : binder_(binder), op_(op) {}

  std::optional<Relation> make(Relation edges, const EnvironmentPtr& environment) {
    edges = binder_.without_hidden(std::move(edges));
    const ExpressionPtr source = column(op_.source, edges), target = column(op_.target, edges);
    const ExpressionPtr part = op_.partition ? column(*op_.partition, edges) : nullptr;
    std::vector<ExpressionPtr> ids{source, target};
    std::vector<NodeTable> tables;
    bool sound = source && target && (part || !op_.partition);
    for (const parser::GraphNodes& nodes : op_.nodes) {
      auto rows = binder_.bind_rows(nodes.table, environment);
      if (!rows) {
        sound = false;
        continue;
      }
      NodeTable table{binder_.without_hidden(std::move(*rows)), nullptr, nullptr};
      table.id = column(nodes.key, table.rows);
      if (op_.partition) table.part = column(*op_.partition, table.rows);
      sound = sound && table.id && (table.part || !op_.partition);
      ids.push_back(table.id);
      tables.push_back(std::move(table));
    }
    if (op_.nodes.size() > 2) {
      binder_.error("KS119", "make-graph takes at most two tables of nodes.", op_.nodes[2].span,
                    "unite them before: with (union A, B, C) on Id");
      sound = false;
    }
    if (!sound) return std::nullopt;
    const auto type = id_type(ids);
    const auto part_type =
        part ? id_type({part, tables.empty() ? part : tables.front().part, tables.empty() ? part : tables.back().part})
             : Type::string;
    if (!type || !part_type) {
      std::string types;
      for (const ExpressionPtr& id : ids) types += (types.empty() ? "" : ", ") + std::string(tables::name_of(id->type));
      binder_.error("KS108",
                    type ? "The column to partition by must have one type in all tables."
                         : "The ids of a graph's nodes must have one type; these are " + types + ".",
                    op_.span, "convert them before: extend Id = tostring(...)");
      return std::nullopt;
    }
    GraphRelation graph;
    graph.open = edges.open;
    add_edges(graph, edges, source, target, part, *type, *part_type);
    add_nodes(graph, tables, *type, *part_type);
    return as_relation(std::move(graph));
  }

 private:
  ExpressionPtr column(const parser::Name& name, const Relation& rows) {
    return binder_.bind_name(name, {nullptr, &rows});
  }
  PlanColumn new_column(std::string_view name, Type type) { return binder_.new_column(std::string(name), type); }

  void add_edges(GraphRelation& graph, const Relation& edges, const ExpressionPtr& source, const ExpressionPtr& target,
                 const ExpressionPtr& part, Type type, Type part_type) {
    graph.edge_properties = edges.columns();
    WithColumns with(edges);
    if (part) graph.source_keys.push_back(with.add(new_column(part_name, part_type), binder_.cast(part, part_type)));
    graph.target_keys = graph.source_keys;
    graph.source_keys.push_back(with.add(new_column("$source_id", type), binder_.cast(source, type)));
    graph.target_keys.push_back(with.add(new_column("$target_id", type), binder_.cast(target, type)));
    graph.edges = computed_once(with.plan(op_.span));
  }

  void add_nodes(GraphRelation& graph, std::vector<NodeTable>& tables, Type type, Type part_type) {
    GraphNodesLayout layout;
    std::vector<PlanPtr> inputs;
    if (!tables.empty()) {
      std::vector<Relation> keyed;
      for (NodeTable& table : tables) {
        graph.open |= table.rows.open;
        WithColumns with(table.rows);
        if (table.part) with.add(new_column(part_name, part_type), binder_.cast(table.part, part_type));
        with.add(new_column(id_name, type), binder_.cast(table.id, type));
        table.rows.plan = with.plan(op_.span);
        keyed.push_back(std::move(table.rows));
      }
      const Relation rows = keyed.size() == 1 ? keyed.front() : binder_.unite(std::move(keyed), false, {}, op_.span);
      layout.has_rows = true;
      for (std::size_t i = 0; i < rows.columns().size(); ++i) {
        const PlanColumn& column = rows.columns()[i];
        if (column.name == id_name || column.name == part_name) continue;
        const bool is_id = std::any_of(op_.nodes.begin(), op_.nodes.end(),
                                       [&](const parser::GraphNodes& nodes) { return nodes.key.text == column.name; });
        layout.properties.push_back({i, is_id});
        graph.node_properties.push_back(binder_.new_column(column.name, column.type));
      }
      if (const PlanColumn* part = binder_.find_column(rows, part_name))
        layout.keys.node.push_back(position_of(rows.columns(), part->id).value());
      layout.keys.node.push_back(position_of(rows.columns(), binder_.find_column(rows, id_name)->id).value());
      inputs.push_back(rows.plan);
    } else if (op_.node_id) {
      layout.properties.push_back({std::nullopt, true});
      graph.node_properties.push_back(binder_.new_column(op_.node_id->text, type));
    }
    inputs.push_back(graph.edges);
    for (const PlanColumn& key : graph.source_keys) {
      layout.keys.source.push_back(position_of(graph.edges->columns, key.id).value());
      graph.node_keys.push_back(binder_.new_column(key.name == part_name ? key.name : std::string(id_name), key.type));
    }
    for (const PlanColumn& key : graph.target_keys)
      layout.keys.target.push_back(position_of(graph.edges->columns, key.id).value());
    std::vector<PlanColumn> columns = graph.node_properties;
    columns.insert(columns.end(), graph.node_keys.begin(), graph.node_keys.end());
    graph.nodes = computed_once(
        make_plan(ComputeRows{make_graph_nodes(std::move(layout))}, std::move(inputs), std::move(columns), op_.span));
  }

  Binder& binder_;
  const parser::MakeGraphOperator& op_;
};

}  // namespace

std::optional<Relation> Binder::bind(const parser::MakeGraphOperator& op, Relation input,
                                     const EnvironmentPtr& environment) {
  auto graph = GraphMaker(*this, op).make(std::move(input), environment);
  if (!graph || !op.subquery) return graph;
  // The ids of a partitioned graph are unique in its partition only, so that no edge leads from one into another: what
  // looks along edges gives the same for all partitions together. So does what looks at each row by itself, but nothing
  // else.
  const parser::Pipeline& inner = **op.subquery;
  for (const parser::Operator& stage : inner.operators) {
    if (std::holds_alternative<parser::BadOperator>(stage) || is_graph_operator(stage) || is_row_by_row(stage))
      continue;
    error("KB906", "Only operators over graphs and over single rows can stand in the parentheses of partitioned-by.",
          span_of(stage), "put it behind the closing parenthesis");
    return std::nullopt;
  }
  return rows_of(bind_pipeline(inner, environment, &*graph), inner.span);
}

}  // namespace kelpie::executor
