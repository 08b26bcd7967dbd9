#include "executor/graphs/graph_nodes.hpp"

#include "executor/error.hpp"
#include "executor/functions/conversion/cast.hpp"
#include "executor/operators/group_keys.hpp"
#include "tables/builder.hpp"

namespace kelpie::executor {

namespace {

using tables::Type;
using tables::Vector;

/// Of a flat vector.
bool is_empty(const Vector& values, std::size_t row) {
  if (values.type() == Type::string) return values.values<std::string_view>()[row].empty();
  return values.validity() != nullptr && values.validity()[row] == 0;
}

/// Which rows of the tables belong to which node.
struct NodeRows {
  std::vector<std::uint32_t> node_of;  // of a row
  std::vector<std::uint32_t> first;    // of a node; no_row: it has none
  bool repeated = false;               // some node has several
};

class GraphNodes final : public RowsFunction {
 public:
  explicit GraphNodes(GraphNodesLayout layout) : layout_(std::move(layout)) {}

  [[nodiscard]] std::string describe() const override { return "graph_nodes()"; }

  [[nodiscard]] Batch run(std::span<const Batch> inputs, const PlanNode& node, Execution& execution) const override {
    const Batch& edges = inputs.back();
    std::vector<Type> types;
    for (const std::size_t position : layout_.keys.source) types.push_back(edges.columns[position].type());
    GroupKeys::Shared shared(types);
    GroupKeys groups(shared);
    NodeRows rows;
    if (layout_.has_rows) {
      rows.node_of.resize(inputs.front().rows);
      groups.groups(columns_at(inputs.front(), layout_.keys.node), inputs.front().rows, rows.node_of.data());
    }
    std::vector<std::uint32_t> ignored(edges.rows);
    groups.groups(columns_at(edges, layout_.keys.source), edges.rows, ignored.data());
    execution.check();
    groups.groups(columns_at(edges, layout_.keys.target), edges.rows, ignored.data());
    const std::size_t nodes = groups.size();
    execution.count_intermediate(nodes);
    rows.first.assign(nodes, Vector::no_row);
    for (std::uint32_t row = 0; row < rows.node_of.size(); ++row) {
      std::uint32_t& first = rows.first[rows.node_of[row]];
      if (first == Vector::no_row)
        first = row;
      else
        rows.repeated = true;
    }
    const std::vector<Vector> ids = groups.values();
    Batch result{nodes, {}, 0};
    for (std::size_t i = 0; i < layout_.properties.size(); ++i) {
      result.columns.push_back(property(layout_.properties[i], node.columns[i].type, inputs, rows, ids.back()));
    }
    result.columns.insert(result.columns.end(), ids.begin(), ids.end());
    return result;
  }

 private:
  [[nodiscard]] Vector property(const GraphNodesLayout::Property& property, Type type, std::span<const Batch> inputs,
                                const NodeRows& rows, const Vector& id) const {
    const std::size_t nodes = rows.first.size();
    if (!property.from) return property.is_id ? as(id, type) : Vector::null(type, nodes);
    Vector values = inputs.front().columns[*property.from];
    std::vector<std::uint32_t> from = rows.first;
    if (rows.repeated) take_values(values.flattened(), rows, from);
    if (property.is_id) {
      const std::size_t behind = values.size();
      if (behind + nodes >= Vector::no_row)
        throw QueryError("E_RUNAWAY_QUERY", "The graph has more than four billion nodes.");
      for (std::size_t node = 0; node < nodes; ++node) {
        if (from[node] == Vector::no_row) from[node] = static_cast<std::uint32_t>(behind + node);
      }
      const Vector parts[] = {values, as(id, type)};
      values = tables::concatenate(type, parts);
    }
    return values.gather_or_null(from);
  }

  /// Of a node's rows the first that has a value.
  static void take_values(const Vector& values, const NodeRows& rows, std::vector<std::uint32_t>& from) {
    for (std::uint32_t row = 0; row < rows.node_of.size(); ++row) {
      std::uint32_t& taken = from[rows.node_of[row]];
      if (taken < row && is_empty(values, taken) && !is_empty(values, row)) taken = row;
    }
  }

  static Vector as(const Vector& id, Type type) {
    if (id.type() == type) return id;
    const Vector flat = id.flattened();
    return make_cast_kernel(id.type(), type)->evaluate(std::span(&flat, 1), id.size()).flattened();
  }

  GraphNodesLayout layout_;
};

}  // namespace

std::shared_ptr<const RowsFunction> make_graph_nodes(GraphNodesLayout layout) {
  return std::make_shared<GraphNodes>(std::move(layout));
}

}  // namespace kelpie::executor
