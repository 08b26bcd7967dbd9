#include "parser/detail/format_writer.hpp"

// Stages over graphs. A pattern stays on one line: it is read as a picture.

namespace kelpie::parser::detail {

void FormatWriter::graph(const MakeGraphOperator& op) {
  word(op.span, "make-graph");
  parameters(op.parameters);
  layout_.space();
  name(op.source);
  word(" --> ");
  name(op.target);
  if (op.node_id) {
    word(" with_node_id=");
    name(*op.node_id);
  }
  const Layout::Group group(layout_);
  const Layout::Indented indented(layout_);
  if (!op.nodes.empty()) {
    word(" with");
    layout_.line();
    list(op.nodes);
  }
  if (!op.partition) return;
  layout_.line();
  word("partitioned-by ");
  name(*op.partition);
  layout_.space();
  if (op.subquery) bracketed_pipeline(**op.subquery, '(', ')', op.span);
}

void FormatWriter::graph(const GraphMatchOperator& op) {
  word(op.span, op.shortest_paths ? "graph-shortest-paths" : "graph-match");
  parameters(op.parameters);
  const Layout::Group group(layout_);
  const Layout::Indented indented(layout_);
  op.patterns.size() > 1 ? layout_.line() : layout_.space();
  list(op.patterns);
  if (op.where) {
    reach_line_end(span_of(*op.where).begin);
    layout_.line();
    word("where ");
    write(*op.where);
  }
  if (op.project.empty()) return;
  reach_line_end(op.project.front().span.begin);
  layout_.line();
  word("project ");
  const Layout::Indented columns(layout_);
  filled(op.project);
}

void FormatWriter::graph(const GraphToTableOperator& op) {
  word(op.span, "graph-to-table ");
  filled(op.tables);
}

void FormatWriter::graph(const GraphMarkComponentsOperator& op) {
  word(op.span, "graph-mark-components");
  parameters(op.parameters);
}

void FormatWriter::graph(const GraphWhereOperator& op) {
  word(op.span, op.edges ? "graph-where-edges " : "graph-where-nodes ");
  write(op.predicate);
}

void FormatWriter::item(const GraphNodes& nodes) {
  write(nodes.table);
  word(" on ");
  name(nodes.key);
}

void FormatWriter::item(const GraphPattern& pattern) {
  for (std::size_t i = 0; i < pattern.nodes.size(); ++i) {
    if (i > 0) edge(pattern.edges[i - 1]);
    word(pattern.nodes[i].span, "(");
    if (pattern.nodes[i].name) name(*pattern.nodes[i].name);
    word(")");
  }
}

void FormatWriter::edge(const PatternEdge& edge) {
  const bool left = edge.direction == EdgeDirection::left;
  const bool right = edge.direction == EdgeDirection::right;
  if (!edge.brackets) return word(edge.span, left ? "<--" : right ? "-->" : "--");
  word(edge.span, left ? "<-[" : "-[");
  if (edge.name) name(*edge.name);
  if (edge.least && edge.most) {
    word("*");
    write(*edge.least);
    word("..");
    write(*edge.most);
  }
  word(right ? "]->" : "]-");
}

void FormatWriter::item(const GraphTable& table) {
  word(table.span, table.edges ? "edges" : "nodes");
  if (table.name) {
    word(" as ");
    name(*table.name);
  }
  parameters(table.parameters);
}

}  // namespace kelpie::parser::detail
