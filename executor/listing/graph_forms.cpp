#include <array>

#include "executor/listing/listed_form.hpp"

namespace kelpie::executor {

namespace {

// Every example is about the same three sign-ins.
#define KELPIE_EXAMPLE_GRAPH "datatable (User:string, App:string) ['ada', 'mail', 'ada', 'files', 'bob', 'mail'] | make-graph User --> App with_node_id=Id | "

constexpr std::array<ListedForm, 7> operators{{
    {"graph-mark-components", "G | graph-mark-components [kind=weak|strong] [with_component_id=Name]", "Gives the nodes of each connected part of a graph one number.",
     KELPIE_EXAMPLE_GRAPH "graph-mark-components | graph-to-table nodes"},
    {"graph-match", "G | graph-match [cycles=...] (a)-[edge]->(b) [where predicate] [project columns]", "Finds a pattern of nodes and edges in a graph.",
     KELPIE_EXAMPLE_GRAPH "graph-match (user)-[uses]->(app)<-[also]-(other) where user.Id != other.Id project user.Id, other.Id, app.Id"},
    {"graph-shortest-paths", "G | graph-shortest-paths [output=any|all] (a)-[edge*1..5]->(b) [where predicate] [project columns]",
     "Finds the shortest ways from nodes to nodes.",
     KELPIE_EXAMPLE_GRAPH "graph-shortest-paths (user)-[way*1..3]->(app) where user.Id == 'ada' project app.Id"},
    {"graph-to-table", "G | graph-to-table nodes [as Name] [, edges [as Name]]", "Gives the nodes or edges of a graph as tables.", KELPIE_EXAMPLE_GRAPH "graph-to-table edges"},
    {"graph-where-edges", "G | graph-where-edges predicate", "Keeps the edges of a graph for which the predicate is true, and all nodes.",
     KELPIE_EXAMPLE_GRAPH "graph-where-edges App == 'mail' | graph-to-table edges"},
    {"graph-where-nodes", "G | graph-where-nodes predicate", "Keeps the nodes of a graph for which the predicate is true, and the edges between them.",
     KELPIE_EXAMPLE_GRAPH "graph-where-nodes Id != 'bob' | graph-to-table nodes"},
    {"make-graph", "Edges | make-graph Source --> Target [with Nodes on Column] [with_node_id=Name]", "Makes a graph of a table of edges, and of nodes where they are given.",
     KELPIE_EXAMPLE_GRAPH "graph-to-table nodes"},
}};

constexpr std::array<ListedForm, 8> functions{{
    {"all", "(edge, predicate) -> bool", "Tells whether a predicate is true for every edge, or every inner node, of a path.",
     KELPIE_EXAMPLE_GRAPH "graph-match (user)-[way*1..2]-(app) where all(way, User == 'ada') project app.Id"},
    {"any", "(edge, predicate) -> bool", "Tells whether a predicate is true for some edge, or some inner node, of a path.",
     KELPIE_EXAMPLE_GRAPH "graph-match (user)-[way*1..2]-(app) where any(way, App == 'mail') project app.Id"},
    {"inner_nodes", "(edge)", "Names the nodes between the ends of a path, for all, any and map.",
     KELPIE_EXAMPLE_GRAPH "graph-match (user)-[way*2..2]-(end) project Between = map(inner_nodes(way), Id)"},
    {"labels", "(element) -> dynamic", "Gives the labels of a node or an edge, of a graph that has some.", ""},
    {"map", "(edge, expression) -> dynamic", "Gives a value for every edge, or every inner node, of a path.",
     KELPIE_EXAMPLE_GRAPH "graph-match (user)-[way*1..2]-(app) project Apps = map(way, App)"},
    {"node_degree_in", "(node) -> long", "Gives the number of edges that lead to a node.", KELPIE_EXAMPLE_GRAPH "graph-match (user)-[uses]->(app) project app.Id, node_degree_in(app)"},
    {"node_degree_out", "(node) -> long", "Gives the number of edges that lead away from a node.", KELPIE_EXAMPLE_GRAPH "graph-match (user)-[uses]->(app) project user.Id, node_degree_out(user)"},
    {"node_id", "(node) -> string", "Gives the key that the edges call a node by.", KELPIE_EXAMPLE_GRAPH "graph-match (user)-[uses]->(app) project node_id(user), node_id(app)"},
}};

#undef KELPIE_EXAMPLE_GRAPH

}  // namespace

std::span<const ListedForm> graph_operators() { return operators; }
std::span<const ListedForm> graph_functions() { return functions; }

}  // namespace kelpie::executor
