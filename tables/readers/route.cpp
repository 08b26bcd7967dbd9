#include "tables/readers/route.hpp"

#include <cstring>
#include <optional>
#include <span>

#include "tables/column_source.hpp"

namespace kelpie::tables::readers {

std::uint32_t add_edge(KeyNode& node, std::string_view key) {
  if (const auto at = node.index.find(key); at != node.index.end()) return at->second;
  KeyNode::Edge edge;
  edge.key = key;
  const std::string quoted = '"' + std::string(key) + '"';
  edge.length = static_cast<std::uint32_t>(quoted.size());
  quoted.copy(edge.pattern.data(), edge.pattern.size());
  edge.dropped = key.starts_with("__UDI_RequiredFields_");  // Microsoft-internal
  const auto number = static_cast<std::uint32_t>(node.edges.size());
  edge.next = number + 1;
  node.edges.push_back(std::move(edge));
  node.index.emplace(key, number);
  return number;
}

namespace {

/// The edge at the end of a path, its nodes made on the way.
KeyNode::Edge& edge_of(Route& route, std::span<const std::string> path) {
  std::size_t node = 0;
  for (std::size_t i = 0;; ++i) {
    const std::uint32_t edge = add_edge(route.nodes[node], path[i]);
    if (i + 1 == path.size()) return route.nodes[node].edges[edge];
    if (route.nodes[node].edges[edge].child < 0) {
      route.nodes[node].edges[edge].child = static_cast<std::int32_t>(route.nodes.size());
      route.nodes.emplace_back();
      route.nodes.back().any_case = true;
    }
    node = static_cast<std::size_t>(route.nodes[node].edges[edge].child);
  }
}

/// The path of an alternative in an object of the form; empty when it has none there.
std::vector<std::string> path_in(Form form, const SourceAlternative& alternative) {
  std::vector<std::string> path = alternative.path;
  if (alternative.where == SourceAlternative::Where::constant) return {};
  if (form == Form::envelope)
    return alternative.where == SourceAlternative::Where::graph_only ? std::vector<std::string>{} : path;
  if (alternative.where == SourceAlternative::Where::record) {
    if (path.size() < 2 || path.front() != "properties") return {};
    path.erase(path.begin());
  }
  return path;
}

void add_sources(Route& route, const TableSchema& schema) {
  for (std::uint32_t i = 0; i < schema.columns.size(); ++i) {
    std::uint8_t priority = 0;
    std::vector<KeyNode::Target> targets;
    std::vector<std::vector<std::string>> paths;
    for (const SourceAlternative& alternative : parse_column_source(schema.columns[i].source)) {
      std::vector<std::string> path = path_in(route.form, alternative);
      if (path.empty()) continue;
      targets.push_back({i, priority++, false, alternative.lower, alternative.except});
      paths.push_back(std::move(path));
    }
    for (std::size_t k = 0; k < targets.size(); ++k) {
      targets[k].contested = targets.size() > 1;
      edge_of(route, paths[k]).targets.push_back(targets[k]);
    }
  }
}

/// Keys that no column takes are kept, but for those inside of an object that a column takes whole, and the category of
/// an envelope, which is the table.
void keep_unknown(Route& route) {
  route.nodes[0].keeps_unknown = true;
  for (std::size_t i = 0; i < route.nodes.size(); ++i) {  // a node comes before those below it
    if (!route.nodes[i].keeps_unknown) continue;
    for (KeyNode::Edge& edge : route.nodes[i].edges) {
      if (edge.child < 0 || !edge.targets.empty()) continue;
      KeyNode& below = route.nodes[static_cast<std::size_t>(edge.child)];
      below.keeps_unknown = true;
      below.path = route.nodes[i].path + edge.key + '.';
    }
  }
  if (route.form != Form::envelope) return;
  for (KeyNode::Edge& edge : route.nodes[0].edges) {
    if (edge.check >= 0 && edge.child < 0 && edge.targets.empty()) edge.dropped = true;
  }
}

/// Rows: the column's name.
void add_names(Route& route, const TableSchema& schema) {
  KeyNode& root = route.nodes[0];
  for (std::uint32_t i = 0; i < schema.columns.size(); ++i) {
    root.edges[add_edge(root, schema.columns[i].name)].targets.push_back({i, 0, false, false, ""});
  }
  for (std::size_t i = 0; i < schema.columns.size(); ++i) {
    for (const std::size_t other : filled_by_time(schema, i)) {
      for (KeyNode::Target& target : root.edges[add_edge(root, schema.columns[other].name)].targets)
        target.contested = true;
      root.edges[add_edge(root, schema.columns[i].name)].targets.push_back(
          {static_cast<std::uint32_t>(other), 1, true, false, ""});
    }
  }
}

}  // namespace

std::vector<std::size_t> filled_by_time(const TableSchema& schema, std::size_t column) {
  std::vector<std::size_t> result;
  if (schema.columns[column].type != Type::datetime) return result;
  for (std::size_t i = 0; i < schema.columns.size(); ++i) {
    if (i == column || schema.columns[i].type != Type::datetime) continue;
    for (const SourceAlternative& alternative : parse_column_source(schema.columns[i].source)) {
      if (alternative.where == SourceAlternative::Where::graph_only &&
          schema.columns[column].source == "properties." + alternative.path.front()) {
        result.push_back(i);
      }
    }
  }
  return result;
}

Route make_route(Form form, TableFiller& filler, std::vector<Discriminator> discriminators) {
  Route route;
  route.form = form;
  route.filler = &filler;
  route.discriminators = std::move(discriminators);
  route.nodes.emplace_back();
  route.nodes[0].any_case = form == Form::envelope || form == Form::graph;
  if (form == Form::open || filler.schema() == nullptr) {
    route.nodes[0].open = true;
  } else if (form == Form::row) {
    add_names(route, *filler.schema());
  } else {
    add_sources(route, *filler.schema());
  }
  for (std::size_t i = 0; i < route.discriminators.size(); ++i) {
    KeyNode& root = route.nodes[0];
    const std::uint32_t edge = add_edge(root, route.discriminators[i].key);
    root.edges[edge].check = static_cast<std::int32_t>(i);
  }
  if (filler.additional_fields() != nullptr && !route.nodes[0].open) keep_unknown(route);
  for (KeyNode& node : route.nodes) {
    for (KeyNode::Edge& edge : node.edges) {
      const bool simple = edge.check < 0 && edge.child < 0 && edge.targets.size() == 1 && !edge.targets[0].contested &&
                          !edge.targets[0].lower && edge.targets[0].except.empty();
      if (simple) edge.simple = &filler.column(edge.targets[0].column);
    }
  }
  return route;
}

}  // namespace kelpie::tables::readers
