#include <algorithm>
#include <numeric>

#include "executor/binder/graphs/pattern_scope.hpp"
#include "executor/binder/nearest_name.hpp"

// graph-match and graph-shortest-paths.

namespace kelpie::executor {

namespace {

using tables::Type;
using Kind = PatternVariable::Kind;

/// Edges of one pattern, and edges of the graph in a row.
constexpr std::size_t most_steps = 64;
constexpr std::int64_t longest_path = 1000;

StepDirection direction_of(parser::EdgeDirection direction) {
  switch (direction) {
    case parser::EdgeDirection::right:
      return StepDirection::right;
    case parser::EdgeDirection::left:
      return StepDirection::left;
    case parser::EdgeDirection::any:
      break;
  }
  return StepDirection::any;
}

class PatternMaker {
 public:
  PatternMaker(Binder& binder, PatternScope& scope, const parser::GraphMatchOperator& op, EnvironmentPtr environment)
      : binder_(binder),
        scope_(scope),
        pattern_(scope.description.pattern),
        op_(op),
        environment_(std::move(environment)) {}

  /// False after an error, which has been reported.
  bool make() {
    for (const parser::GraphPattern& written : op_.patterns) {
      std::optional<std::size_t> left;
      for (std::size_t i = 0; i < written.nodes.size(); ++i) {
        const std::size_t right = add_node(written.nodes[i]);
        if (left) add_edge(written.edges[i - 1], *left, right);
        left = right;
      }
    }
    if (pattern_.steps.size() > most_steps) {
      binder_.error("KB909",
                    "The pattern has " + std::to_string(pattern_.steps.size()) + " edges; the limit is " +
                        std::to_string(most_steps) + ".",
                    op_.span);
      sound_ = false;
    }
    if (sound_ && !is_connected()) {
      binder_.error("KB909", "All parts of the pattern must be connected by nodes of the same name.",
                    op_.patterns.back().span, "such as (a)-->(b), (b)-->(c)");
      sound_ = false;
    }
    return sound_;
  }

 private:
  std::size_t add_node(const parser::PatternNode& node) {
    if (node.name) {
      if (const PatternVariable* known = scope_.find(node.name->text)) {
        if (known->kind == Kind::node) return known->index;
        binder_.error("KB909", "'" + node.name->text + "' is an edge of the pattern already.", node.name->span,
                      "give the node a name of its own");
        sound_ = false;
        return 0;
      }
      scope_.add({Kind::node, node.name->text, pattern_.nodes});
    }
    return pattern_.nodes++;
  }

  void add_edge(const parser::PatternEdge& edge, std::size_t left, std::size_t right) {
    PatternStep step{left, right, direction_of(edge.direction), edge.least.has_value(), 1, 1};
    if (step.variable) {
      const auto least = bound(*edge.least), most = bound(*edge.most);
      if (!least || !most) return;
      if (*most < 1 || *most < *least || *least < 0 || *most > longest_path) {
        binder_.error("KB909",
                      "An edge can stand " + std::to_string(*least) + " to " + std::to_string(*most) +
                          " times in a row here; the first must be 0 or more, the second 1 to " +
                          std::to_string(longest_path) + " and not less.",
                      edge.span);
        sound_ = false;
        return;
      }
      step.least = static_cast<std::uint32_t>(*least);
      step.most = static_cast<std::uint32_t>(*most);
    }
    if (edge.name) {
      if (scope_.find(edge.name->text) != nullptr) {
        binder_.error("KB909", "'" + edge.name->text + "' stands in the pattern already.", edge.name->span,
                      "give each edge a name of its own; only nodes can come again");
        sound_ = false;
      }
      scope_.add({step.variable ? Kind::path : Kind::edge, edge.name->text, pattern_.steps.size()});
    }
    pattern_.steps.push_back(step);
  }

  std::optional<std::int64_t> bound(const parser::Expression& written) {
    const ExpressionPtr value = binder_.bind_expression(written, {environment_});
    const auto constant = value ? binder_.constant_value(value, "How often an edge can stand in a row") : std::nullopt;
    if (constant && !constant->is_null() && tables::is_integer(constant->type())) return constant->as_integer();
    if (constant) binder_.error("KS106", "How often an edge can stand in a row is a whole number.", span_of(written));
    sound_ = false;
    return std::nullopt;
  }

  [[nodiscard]] bool is_connected() const {
    std::vector<std::size_t> part(pattern_.nodes);
    std::iota(part.begin(), part.end(), std::size_t{0});
    for (const PatternStep& step : pattern_.steps) {
      const std::size_t from = part[step.from], to = part[step.to];
      std::replace(part.begin(), part.end(), to, from);
    }
    return std::all_of(part.begin(), part.end(), [&](std::size_t one) { return one == part.front(); });
  }

  Binder& binder_;
  PatternScope& scope_;
  Pattern& pattern_;
  const parser::GraphMatchOperator& op_;
  EnvironmentPtr environment_;
  bool sound_ = true;
};

/// One of the words that a parameter may be; the first where it is not given. Nothing after an error.
std::optional<std::size_t> word_of(Binder& binder, const parser::GraphMatchOperator& op, std::string_view name,
                                   const std::vector<std::string>& words) {
  const parser::Parameter* parameter = binder.find_parameter(op.parameters, name);
  if (parameter == nullptr) return 0;
  const std::string word = binder.parameter_word(*parameter);
  const auto found = std::find(words.begin(), words.end(), word);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  binder.error("KS111", "'" + word + "' is no value of '" + std::string(name) + "'.", parameter->span,
               did_you_mean(word, words));
  return std::nullopt;
}

/// Shortest paths are those along one row of nodes.
bool is_path(Binder& binder, const parser::GraphMatchOperator& op, const Pattern& pattern) {
  const bool variable =
      std::any_of(pattern.steps.begin(), pattern.steps.end(), [](const PatternStep& step) { return step.variable; });
  if (op.patterns.size() == 1 && variable) return true;
  binder.error("KB909", "graph-shortest-paths takes one row of nodes, with an edge of variable length in it.",
               op.patterns.front().span, "such as (from)-[path*1..5]->(to)");
  return false;
}

/// The columns of the result. A node or an edge by itself stands for all its properties.
class Projection {
 public:
  Projection(Binder& binder, PatternScope& scope, EnvironmentPtr environment)
      : binder_(binder), scope_(scope), environment_(std::move(environment)) {}

  bool add(const parser::NamedExpression& item) {
    const auto* name = std::get_if<parser::Name>(&item.value.node);
    const PatternVariable* variable = name == nullptr || !item.names.empty() ? nullptr : scope_.find(name->text);
    if (variable != nullptr && variable->kind != Kind::path) {
      for (const PlanColumn& property : scope_.properties_of(*variable)) {
        add(variable->name + "_" + property.name, scope_.property(*variable, {item.span, property.name, false}));
      }
      return true;
    }
    auto values = binder_.bind_named(std::span(&item, 1), {environment_, nullptr, nullptr, nullptr, nullptr, &scope_});
    if (!values) return false;
    // Functions of graphs give no name, also those that are called like aggregates.
    const auto* call = std::get_if<parser::Call>(&item.value.node);
    const bool nameless = call != nullptr && (call->function.text == "any" || call->function.text == "all" ||
                                              call->function.text == "map");
    for (const NamedValue& value : *values) add(nameless && !value.named ? std::string() : value.name, value.value);
    return true;
  }

  [[nodiscard]] std::vector<PlanColumn>& columns() { return columns_; }

 private:
  void add(const std::string& name, ExpressionPtr value) {
    // What is calculated of edges in a row is a dynamic value, whatever it is made of.
    if (scope_.reads_array(*value)) value = binder_.cast(std::move(value), Type::dynamic);
    columns_.push_back(binder_.new_column(names_.add(name), value->type));
    scope_.description.outputs.push_back(scope_.add_expression(std::move(value)));
  }

  Binder& binder_;
  PatternScope& scope_;
  EnvironmentPtr environment_;
  UniqueNames names_;
  std::vector<PlanColumn> columns_;
};

/// The part of the graph that the matches are made of.
Relation matched_part(PatternScope& scope, parser::Span span) {
  GraphRelation part = scope.graph();
  const std::vector<PlanPtr> inputs{part.nodes, part.edges};
  const auto elements = [&](MatchDescription::Result result, const PlanPtr& of) {
    MatchDescription description = scope.description;
    description.result = result;
    return computed_once(
        make_plan(ComputeRows{make_graph_match(std::move(description)), scope.expressions}, inputs, of->columns, span));
  };
  part.nodes = elements(MatchDescription::Result::nodes, inputs[0]);
  part.edges = elements(MatchDescription::Result::edges, inputs[1]);
  part.degrees.reset();
  return as_relation(std::move(part));
}

}  // namespace

std::optional<Relation> Binder::bind(const parser::GraphMatchOperator& op, Relation input,
                                     const EnvironmentPtr& environment) {
  PatternScope scope(*this, *input.graph);
  bool sound = PatternMaker(*this, scope, op, environment).make();
  MatchDescription& description = scope.description;
  if (op.shortest_paths) {
    const auto output = word_of(*this, op, "output", {"any", "all"});
    description.paths =
        output == std::size_t{1} ? MatchDescription::Paths::all_shortest : MatchDescription::Paths::any_shortest;
    description.pattern.cycles = PatternCycles::none;
    sound = sound && output && is_path(*this, op, description.pattern);
  } else {
    const auto cycles = word_of(*this, op, "cycles", {"unique_edges", "all", "none"});
    constexpr PatternCycles kinds[] = {PatternCycles::unique_edges, PatternCycles::all, PatternCycles::none};
    description.pattern.cycles = kinds[cycles.value_or(0)];
    sound = sound && cycles;
  }
  if (op.where) scope.add_conditions(*op.where, environment);
  Projection projection(*this, scope, environment);
  for (const parser::NamedExpression& item : op.project) sound = projection.add(item) && sound;
  if (!sound) return std::nullopt;
  description.keys = scope.graph().keys();
  if (op.project.empty()) return matched_part(scope, op.span);
  Relation result;
  result.plan = make_plan(ComputeRows{make_graph_match(description), scope.expressions},
                          {scope.graph().nodes, scope.graph().edges}, std::move(projection.columns()), op.span);
  return result;
}

}  // namespace kelpie::executor
