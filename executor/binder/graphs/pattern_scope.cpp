#include "executor/binder/graphs/pattern_scope.hpp"

#include <algorithm>

#include "executor/binder/nearest_name.hpp"

namespace kelpie::executor {

using tables::Type;
using From = MatchColumn::From;
using Kind = PatternVariable::Kind;

const PatternVariable* PatternScope::find(std::string_view name) const {
  for (const PatternVariable& variable : variables_) {
    if (variable.name == name) return &variable;
  }
  return nullptr;
}

const MatchColumn* PatternScope::match_column(ColumnId id) const {
  for (const MatchColumn& column : description.columns) {
    if (column.column.id == id) return &column;
  }
  return nullptr;
}

ExpressionPtr PatternScope::column(From from, std::size_t variable, const PlanColumn& of, parser::Span span) {
  const bool of_nodes = from == From::node || from == From::inner_node;
  const std::size_t position = position_of((of_nodes ? graph_.nodes : graph_.edges)->columns, of.id).value();
  for (const MatchColumn& known : description.columns) {
    if (known.from == from && known.variable == variable && known.position == position)
      return Binder::reference(known.column, span);
  }
  description.columns.push_back({binder_.new_column(of.name, of.type), from, variable, position});
  return Binder::reference(description.columns.back().column, span);
}

ExpressionPtr PatternScope::column_at_hand(const PlanColumn& of, parser::Span span) {
  if (!elements_->step) return Binder::reference(of, span);
  return column(elements_->nodes ? From::inner_node : From::path_edge, *elements_->step, of, span);
}

ExpressionPtr PatternScope::property(const PatternVariable& variable, const parser::Name& name) {
  const std::vector<PlanColumn>& properties = properties_of(variable);
  const auto found = std::find_if(properties.begin(), properties.end(),
                                  [&](const PlanColumn& column) { return column.name == name.text; });
  if (found == properties.end()) {
    if (graph_.open) {
      // The property may come with the data: the plan is never run, for a run knows its columns.
      description.columns.push_back({binder_.new_column(name.text, Type::dynamic),
                                     variable.kind == Kind::node ? From::node : From::edge, variable.index, 0});
      return Binder::reference(description.columns.back().column, name.span);
    }
    std::vector<std::string> candidates;
    for (const PlanColumn& column : properties) candidates.push_back(column.name);
    binder_.error("KS142",
                  "The " + std::string(variable.kind == Kind::node ? "nodes" : "edges") +
                      " of the graph have no property '" + name.text + "'.",
                  name.span, did_you_mean(name.text, candidates));
    return nullptr;
  }
  if (variable.kind == Kind::node) return column(From::node, variable.index, *found, name.span);
  if (variable.kind == Kind::edge) return column(From::edge, variable.index, *found, name.span);
  // Of edges in a row a condition is about each of them; elsewhere their properties are an array.
  ExpressionPtr each = column(From::path_edge, variable.index, *found, name.span);
  if (in_where_ || elements_) return each;
  return fold(PathFold::Kind::map, {variable.index, false}, std::move(each), name.span);
}

ExpressionPtr PatternScope::bag(const std::vector<PlanColumn>& properties,
                                const std::function<ExpressionPtr(const PlanColumn&)>& column, parser::Span span) {
  std::vector<ExpressionPtr> arguments;
  for (const PlanColumn& property : properties) {
    arguments.push_back(make_constant(tables::Value::string(property.name), span));
    arguments.push_back(column(property));
  }
  if (arguments.empty()) return make_constant(tables::Value(Type::dynamic), span);
  return binder_.make_call("bag_pack", std::move(arguments), span);
}

ExpressionPtr PatternScope::value(const PatternVariable& variable, parser::Span span) {
  const From from = variable.kind == Kind::node   ? From::node
                    : variable.kind == Kind::edge ? From::edge
                                                  : From::path_edge;
  ExpressionPtr properties = bag(
      properties_of(variable), [&](const PlanColumn& of) { return column(from, variable.index, of, span); }, span);
  if (variable.kind != Kind::path || !properties) return properties;
  return fold(PathFold::Kind::map, {variable.index, false}, std::move(properties), span);
}

bool PatternScope::reads_array(const Expression& expression) const {
  bool reads = false;
  for_each_column(expression, [&](const ColumnReference& reference) {
    const MatchColumn* column = match_column(reference.id);
    reads |= column != nullptr && column->from == From::fold && column->column.type == Type::dynamic;
  });
  return reads;
}

std::size_t PatternScope::add_expression(ExpressionPtr expression) {
  expressions.push_back(std::move(expression));
  return expressions.size() - 1;
}

ExpressionPtr PatternScope::fold(PathFold::Kind kind, const Elements& elements, ExpressionPtr inner,
                                 parser::Span span) {
  if (!inner || !reads_only(inner, elements, span)) return nullptr;
  const std::size_t index = description.folds.size();
  const Type type = kind == PathFold::Kind::map ? Type::dynamic : Type::boolean;
  description.folds.push_back({kind, elements.step.value(), elements.nodes, add_expression(std::move(inner))});
  description.columns.push_back({binder_.new_column("$fold", type), From::fold, index, 0});
  return Binder::reference(description.columns.back().column, span);
}

bool PatternScope::reads_only(const ExpressionPtr& expression, const std::optional<Elements>& elements,
                              parser::Span span) {
  bool sound = true;
  for_each_column(*expression, [&](const ColumnReference& reference) {
    const MatchColumn* column = match_column(reference.id);
    if (column == nullptr || (column->from != From::path_edge && column->from != From::inner_node)) return;
    sound &= elements && elements->step == column->variable && elements->nodes == (column->from == From::inner_node);
  });
  if (!sound) {
    binder_.error("KB907", "A condition about edges in a row can be about those of one variable only.", span,
                  "all(edge, condition) and any(edge, condition) say what each of them is compared with");
  }
  return sound;
}

void PatternScope::add_conditions(const parser::Expression& where, const EnvironmentPtr& environment) {
  in_where_ = true;
  const ExpressionPtr predicate =
      binder_.bind_predicate(where, {environment, nullptr, nullptr, nullptr, nullptr, this});
  in_where_ = false;
  if (!predicate) return;
  std::vector<ExpressionPtr> conjuncts;
  executor::add_conjuncts(predicate, conjuncts);
  for (ExpressionPtr conjunct : conjuncts) {
    std::optional<Elements> about;
    for_each_column(*conjunct, [&](const ColumnReference& reference) {
      const MatchColumn* column = match_column(reference.id);
      if (column != nullptr && column->from == From::path_edge) about = Elements{column->variable, false};
    });
    if (about) conjunct = fold(PathFold::Kind::all, *about, std::move(conjunct), span_of(where));
    if (conjunct) description.conditions.push_back(classify(conjunct));
  }
}

MatchCondition PatternScope::classify(const ExpressionPtr& conjunct) {
  using Of = MatchCondition::Of;
  // The one variable whose columns of one kind the expression reads.
  const auto only = [&](const Expression& expression, From from) -> std::optional<std::size_t> {
    std::optional<std::size_t> variable;
    bool one = true;
    for_each_column(expression, [&](const ColumnReference& reference) {
      const MatchColumn* column = match_column(reference.id);
      one &= column != nullptr && column->from == from && (!variable || *variable == column->variable);
      if (column != nullptr) variable = column->variable;
    });
    return one && is_deterministic(expression) ? variable : std::nullopt;
  };
  if (const auto* reference = std::get_if<ColumnReference>(&conjunct->node)) {
    const MatchColumn* column = match_column(reference->id);
    if (column != nullptr && column->from == From::fold) {
      const PathFold& fold = description.folds[column->variable];
      const bool alone =
          only(*expressions[fold.expression], fold.inner_nodes ? From::inner_node : From::path_edge).has_value();
      if (fold.kind == PathFold::Kind::all && alone)
        return {fold.inner_nodes ? Of::inner_nodes : Of::edges, fold.step, fold.expression};
    }
  }
  if (const auto node = only(*conjunct, From::node)) return {Of::node, *node, add_expression(conjunct)};
  if (const auto edge = only(*conjunct, From::edge)) return {Of::edges, *edge, add_expression(conjunct)};
  return {Of::match, 0, add_expression(conjunct)};
}

ExpressionPtr PatternScope::element_condition(const parser::Expression& condition, bool edges,
                                              const EnvironmentPtr& environment) {
  Relation row;
  row.plan = make_plan(ConstantRows{std::make_shared<const Batches>()}, {},
                       edges ? graph_.edge_properties : graph_.node_properties);
  row.open = graph_.open;
  elements_ = Elements{std::nullopt, !edges};
  ExpressionPtr predicate = binder_.bind_predicate(condition, {environment, &row, nullptr, nullptr, nullptr, this});
  elements_.reset();
  return predicate;
}

}  // namespace kelpie::executor
