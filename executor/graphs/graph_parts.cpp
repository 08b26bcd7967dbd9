#include "executor/graphs/components.hpp"
#include "executor/graphs/graph_nodes.hpp"
#include "tables/builder.hpp"

// What is computed of a graph as a whole: its edges, the degrees and the components of its nodes.

namespace kelpie::executor {

namespace {

using tables::Type;
using tables::Vector;

class GraphEdges final : public RowsFunction {
 public:
  explicit GraphEdges(GraphKeys keys) : keys_(std::move(keys)) {}
  [[nodiscard]] std::string describe() const override { return "graph_edges()"; }

  [[nodiscard]] Batch run(std::span<const Batch> inputs, const PlanNode&, Execution& execution) const override {
    const Graph graph(inputs[0], inputs[1], keys_, execution);
    std::vector<std::uint32_t> rows;
    for (std::uint32_t edge = 0; edge < graph.edges(); ++edge) {
      if (graph.source(edge) != Graph::none) rows.push_back(edge);
    }
    Batch result{rows.size(), {}, 0};
    for (const Vector& column : inputs[1].columns) result.columns.push_back(column.gather(rows));
    return result;
  }

 private:
  GraphKeys keys_;
};

class GraphDegrees final : public RowsFunction {
 public:
  explicit GraphDegrees(GraphKeys keys) : keys_(std::move(keys)) {}
  [[nodiscard]] std::string describe() const override { return "graph_degrees()"; }

  [[nodiscard]] Batch run(std::span<const Batch> inputs, const PlanNode&, Execution& execution) const override {
    const Graph graph(inputs[0], inputs[1], keys_, execution);
    tables::FlatBuilder<std::int64_t> in(Type::long_, graph.nodes()), out(Type::long_, graph.nodes());
    for (std::uint32_t node = 0; node < graph.nodes(); ++node) {
      in.set(node, static_cast<std::int64_t>(graph.in(node).size()));
      out.set(node, static_cast<std::int64_t>(graph.out(node).size()));
    }
    Batch result = inputs[0];
    result.columns.push_back(in.finish());
    result.columns.push_back(out.finish());
    return result;
  }

 private:
  GraphKeys keys_;
};

class GraphComponents final : public RowsFunction {
 public:
  GraphComponents(GraphKeys keys, bool strong) : keys_(std::move(keys)), strong_(strong) {}
  [[nodiscard]] std::string describe() const override {
    return strong_ ? "graph_components(strong)" : "graph_components(weak)";
  }

  [[nodiscard]] Batch run(std::span<const Batch> inputs, const PlanNode&, Execution& execution) const override {
    const Graph graph(inputs[0], inputs[1], keys_, execution);
    const std::vector<std::uint32_t> components =
        strong_ ? strong_components(graph, execution) : weak_components(graph, execution);
    tables::FlatBuilder<std::int64_t> numbers(Type::long_, components.size());
    for (std::size_t node = 0; node < components.size(); ++node) numbers.set(node, components[node]);
    Batch result = inputs[0];
    result.columns.push_back(numbers.finish());
    return result;
  }

 private:
  GraphKeys keys_;
  bool strong_;
};

}  // namespace

std::shared_ptr<const RowsFunction> make_graph_edges(GraphKeys keys) {
  return std::make_shared<GraphEdges>(std::move(keys));
}
std::shared_ptr<const RowsFunction> make_graph_degrees(GraphKeys keys) {
  return std::make_shared<GraphDegrees>(std::move(keys));
}
std::shared_ptr<const RowsFunction> make_graph_components(GraphKeys keys, bool strong) {
  return std::make_shared<GraphComponents>(std::move(keys), strong);
}

}  // namespace kelpie::executor
