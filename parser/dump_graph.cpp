#include "parser/detail/dump_writer.hpp"

namespace kelpie::parser::detail {

void DumpWriter::graph(const MakeGraphOperator& op) {
  list("parameters", op.parameters);
  name(op.source);
  name(op.target);
  for (const GraphNodes& nodes : op.nodes) {
    open("with", nodes.span);
    write(nodes.table);
    name(nodes.key);
    close();
  }
  if (op.node_id) {
    open("with_node_id", {});
    name(*op.node_id);
    close();
  }
  if (!op.partition) return;
  open("partitioned-by", {});
  name(*op.partition);
  if (op.subquery) write(*op.subquery);
  close();
}

void DumpWriter::graph(const GraphMatchOperator& op) {
  list("parameters", op.parameters);
  all(op.patterns);
  maybe("where", op.where);
  list("project", op.project);
}

void DumpWriter::graph(const GraphToTableOperator& op) {
  for (const GraphTable& table : op.tables) {
    open(table.edges ? "edges" : "nodes", table.span);
    if (table.name) {
      open("as", {});
      name(*table.name);
      close();
    }
    all(table.parameters);
    close();
  }
}

void DumpWriter::write(const GraphPattern& pattern) {
  open("pattern", pattern.span);
  for (std::size_t i = 0; i < pattern.nodes.size(); ++i) {
    if (i > 0) write(pattern.edges[i - 1]);
    write(pattern.nodes[i]);
  }
  close();
}

void DumpWriter::write(const PatternNode& node) {
  open("node", node.span);
  if (node.name) name(*node.name);
  close();
}

void DumpWriter::write(const PatternEdge& edge) {
  static constexpr std::string_view heads[] = {"edge", "edge-right", "edge-left"};
  open(heads[static_cast<int>(edge.direction)], edge.span);
  flag(edge.brackets && !edge.name, "[]");
  if (edge.name) name(*edge.name);
  maybe("least", edge.least);
  maybe("most", edge.most);
  close();
}

}  // namespace kelpie::parser::detail
