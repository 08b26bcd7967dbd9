#include "parser/detail/actions.hpp"
#include "parser/detail/directives.hpp"
#include "parser/detail/parameters.hpp"
#include "parser/detail/rules.hpp"

// Operators over graphs.

namespace kelpie::parser::detail {
namespace {

KELPIE_RULE(graph_nodes, "nodes", GraphNodes);
const auto graph_nodes_def =
    located[described("a table", path[set<&GraphNodes::table>]) > kw("on") > name[set<&GraphNodes::key>]];

const auto set_subquery = [](const auto& context) {
  x3::_val(context).subquery = Box<Pipeline>(std::move(x3::_attr(context)));
};

KELPIE_RULE(make_graph_operator, "make-graph", MakeGraphOperator);
const auto make_graph_operator_def =
    located[stage_word("make-graph") > *hint[append<&MakeGraphOperator::parameters>] >
            name[set<&MakeGraphOperator::source>] > symbol("-->") > name[set<&MakeGraphOperator::target>] >
            -((kw("with_node_id") > equals > name[set<&MakeGraphOperator::node_id>]) |
              (kw("with") > list_of(graph_nodes[append<&MakeGraphOperator::nodes>]))) >
            -(kw("partitioned-by") > name[set<&MakeGraphOperator::partition>] > parens[subquery[set_subquery]])];

KELPIE_RULE(pattern_node, "node", PatternNode);
const auto pattern_node_def = located[parens[-name[set<&PatternNode::name>]]];

/// Between the brackets of an edge: its name, and how many times it may stand in a row.
KELPIE_RULE(edge_body, "edge", PatternEdge);
const auto edge_body_def = nothing[put<&PatternEdge::brackets>] >> -name[set<&PatternEdge::name>] >>
                           -(symbol("*") > additive[set<&PatternEdge::least>] > symbol("..") >
                             additive[set<&PatternEdge::most>]);

template <EdgeDirection Direction>
constexpr auto direction = put<&PatternEdge::direction, Direction>;

KELPIE_RULE(pattern_edge, "edge", PatternEdge);
const auto pattern_edge_def =
    located[quiet[symbol("-->")[direction<EdgeDirection::right>] | symbol("<--")[direction<EdgeDirection::left>] |
                  symbol("--")] |
            (quiet[symbol("<-")] > brackets[edge_body[assign]] > symbol("-", ">")[direction<EdgeDirection::left>]) |
            (quiet[symbol("-")] > brackets[edge_body[assign]] >
             (symbol("->")[direction<EdgeDirection::right>] | symbol("-")))];

KELPIE_RULE(graph_pattern, "graph pattern", GraphPattern);
const auto graph_pattern_def = located[pattern_node[append<&GraphPattern::nodes>] >>
                                       *(described("an edge", pattern_edge[append<&GraphPattern::edges>]) >
                                         pattern_node[append<&GraphPattern::nodes>])];

const auto graph_patterns = list_of(described("a graph pattern", graph_pattern[append<&GraphMatchOperator::patterns>]));
const auto match_clauses = -(kw("where") > expression[set<&GraphMatchOperator::where>]) >>
                           -(kw("project") > list_of(named_expression[append<&GraphMatchOperator::project>]));

constexpr std::string_view match_parameters[] = {"cycles"};
constexpr std::string_view path_parameters[] = {"output"};

KELPIE_RULE(graph_match_operator, "graph-match", GraphMatchOperator);
const auto graph_match_operator_def =
    located[stage_word("graph-match") > *KnownParameter(match_parameters)[append<&GraphMatchOperator::parameters>] >
            graph_patterns > match_clauses];

KELPIE_RULE(graph_paths_operator, "graph-shortest-paths", GraphMatchOperator);
const auto graph_paths_operator_def =
    located[stage_word("graph-shortest-paths")[put<&GraphMatchOperator::shortest_paths>] >
            *KnownParameter(path_parameters)[append<&GraphMatchOperator::parameters>] > graph_patterns > match_clauses];

constexpr std::string_view nodes_parameters[] = {"with_node_id"};
constexpr std::string_view edges_parameters[] = {"with_source_id", "with_target_id"};

const auto table_name = kw("as") > name[set<&GraphTable::name>];

KELPIE_RULE(graph_table, "nodes or edges", GraphTable);
const auto graph_table_def =
    located[(kw("nodes") > *(table_name | KnownParameter(nodes_parameters)[append<&GraphTable::parameters>])) |
            (kw("edges")[put<&GraphTable::edges>] >
             *(table_name | KnownParameter(edges_parameters)[append<&GraphTable::parameters>]))];

KELPIE_RULE(graph_to_table_operator, "graph-to-table", GraphToTableOperator);
const auto graph_to_table_operator_def =
    located[stage_word("graph-to-table") > list_of(graph_table[append<&GraphToTableOperator::tables>])];

constexpr std::string_view component_parameters[] = {"kind", "with_component_id"};

KELPIE_RULE(graph_components_operator, "graph-mark-components", GraphMarkComponentsOperator);
const auto graph_components_operator_def =
    located[stage_word("graph-mark-components") >
            *KnownParameter(component_parameters)[append<&GraphMarkComponentsOperator::parameters>]];

KELPIE_RULE(graph_where_operator, "graph-where", GraphWhereOperator);
const auto graph_where_operator_def =
    located[(stage_word("graph-where-nodes") | stage_word("graph-where-edges")[put<&GraphWhereOperator::edges>]) >
            expression[set<&GraphWhereOperator::predicate>]];

BOOST_SPIRIT_DEFINE(graph_nodes, make_graph_operator, pattern_node, edge_body, pattern_edge, graph_pattern,
                    graph_match_operator, graph_paths_operator, graph_table, graph_to_table_operator,
                    graph_components_operator, graph_where_operator)

}  // namespace

const auto graph_stage_def = make_graph_operator[assign] | graph_match_operator[assign] | graph_paths_operator[assign] |
                             graph_to_table_operator[assign] | graph_components_operator[assign] |
                             graph_where_operator[assign];

BOOST_SPIRIT_DEFINE(graph_stage)
KELPIE_INSTANTIATE(graph_stage)

}  // namespace kelpie::parser::detail
