#include "executor/graphs/match_rows.hpp"

#include <algorithm>
#include <stdexcept>

#include "executor/functions/conversion/cast.hpp"
#include "tables/builder.hpp"
#include "tables/dynamic.hpp"

namespace kelpie::executor {

namespace {

using tables::Type;
using tables::Vector;
using From = MatchColumn::From;

const std::vector<ExpressionPtr>& expressions_of(const PlanNode& node) {
  return std::get<ComputeRows>(node.op).expressions;
}

/// Adds those of the columns that an expression reads and that are not there yet.
void add_read(const Expression& expression, const std::vector<MatchColumn>& columns,
              std::vector<const MatchColumn*>& read) {
  for_each_column(expression, [&](const ColumnReference& reference) {
    const auto same = [&](const MatchColumn& column) { return column.column.id == reference.id; };
    if (std::any_of(read.begin(), read.end(), [&](const MatchColumn* column) { return same(*column); })) return;
    const auto found = std::find_if(columns.begin(), columns.end(), same);
    if (found == columns.end()) throw std::logic_error("a graph pattern reads a column that it does not have");
    read.push_back(&*found);
  });
}

/// True rows of a boolean vector; null is not true.
template <typename F>
void for_each_true(const Vector& values, F&& f) {
  const Vector flat = values.flattened();
  const auto* bytes = flat.values<std::uint8_t>();
  for (std::size_t row = 0; row < flat.size(); ++row) {
    if (bytes[row] != 0 && (flat.validity() == nullptr || flat.validity()[row] != 0))
      f(static_cast<std::uint32_t>(row));
  }
}

}  // namespace

struct MatchRows::Calculation {
  std::vector<const MatchColumn*> columns;
  Evaluator evaluator;
};

MatchRows::MatchRows(const MatchDescription& description, const PlanNode& node, const Batch& nodes, const Batch& edges,
                     Execution& execution)
    : description_(description), node_(node), nodes_(nodes), edges_(edges), execution_(execution) {
  for (const PathFold& fold : description.folds) {
    folds_.push_back(std::make_unique<const Calculation>(calculation(std::span(&fold.expression, 1))));
  }
  std::vector<std::size_t> plain, folded;
  for (const MatchCondition& condition : description.conditions) {
    if (condition.of != MatchCondition::Of::match) continue;
    std::vector<const MatchColumn*> read;
    add_read(*expressions_of(node)[condition.expression], description.columns, read);
    const bool folds =
        std::any_of(read.begin(), read.end(), [](const MatchColumn* column) { return column->from == From::fold; });
    (folds ? folded : plain).push_back(condition.expression);
  }
  plain_ = std::make_unique<const Calculation>(calculation(plain));
  folded_ = std::make_unique<const Calculation>(calculation(folded));
  outputs_ = std::make_unique<const Calculation>(calculation(description.outputs));
}

MatchRows::~MatchRows() = default;

MatchRows::Calculation MatchRows::calculation(std::span<const std::size_t> expressions) const {
  std::vector<ExpressionPtr> computed;
  std::vector<const MatchColumn*> read;
  for (const std::size_t expression : expressions) {
    computed.push_back(expressions_of(node_)[expression]);
    add_read(*computed.back(), description_.columns, read);
  }
  std::vector<PlanColumn> layout;
  for (const MatchColumn* column : read) layout.push_back(column->column);
  return {std::move(read), execution_.evaluator(computed, layout)};
}

PatternAdmission MatchRows::admission() const {
  PatternAdmission admission(description_.pattern);
  for (const MatchCondition& condition : description_.conditions) {
    switch (condition.of) {
      case MatchCondition::Of::node:
        admit(admission.nodes[condition.variable], condition, nodes_);
        break;
      case MatchCondition::Of::edges:
        admit(admission.edges[condition.variable], condition, edges_);
        break;
      case MatchCondition::Of::inner_nodes:
        admit(admission.inner_nodes[condition.variable], condition, nodes_);
        break;
      case MatchCondition::Of::match:
        break;
    }
  }
  return admission;
}

void MatchRows::admit(PatternAdmission::Elements& elements, const MatchCondition& condition,
                      const Batch& relation) const {
  const Calculation test = calculation(std::span(&condition.expression, 1));
  Batch rows{relation.rows, {}, 0};
  for (const MatchColumn* column : test.columns) rows.columns.push_back(relation.columns[column->position]);
  PatternAdmission::Elements admitted(relation.rows, 0);
  if (relation.rows > 0) for_each_true(test.evaluator.evaluate(rows, 0), [&](std::uint32_t row) { admitted[row] = 1; });
  if (elements.empty()) {
    elements = std::move(admitted);
  } else {
    for (std::size_t i = 0; i < elements.size(); ++i) elements[i] &= admitted[i];
  }
}

bool MatchRows::has_conditions() const { return plain_->evaluator.size() + folded_->evaluator.size() > 0; }

void MatchRows::filter(Matches& matches) const {
  keep_true(*plain_, matches);
  keep_true(*folded_, matches);
}

void MatchRows::keep_true(const Calculation& calculation, Matches& matches) const {
  if (matches.rows == 0 || calculation.evaluator.size() == 0) return;
  std::vector<std::uint8_t> met(matches.rows, 0);
  const std::vector<Vector> conditions = compute(calculation, matches);
  for (const Vector& condition : conditions) for_each_true(condition, [&](std::uint32_t row) { ++met[row]; });
  std::vector<std::uint32_t> kept;
  for (std::uint32_t row = 0; row < matches.rows; ++row) {
    if (met[row] == conditions.size()) kept.push_back(row);
  }
  matches.keep(kept);
}

std::vector<Vector> MatchRows::compute(const Calculation& calculation, const Matches& matches) const {
  Batch rows{matches.rows, {}, 0};
  for (const MatchColumn* read : calculation.columns) rows.columns.push_back(column(*read, matches));
  return calculation.evaluator.evaluate(rows);
}

Vector MatchRows::column(const MatchColumn& column, const Matches& matches) const {
  switch (column.from) {
    case From::node:
      return nodes_.columns[column.position].gather(matches.nodes[column.variable]);
    case From::edge:
      return edges_.columns[column.position].gather(matches.edges[column.variable].elements);
    case From::path_edge:
      return edges_.columns[column.position].gather(matches.edges[column.variable].elements);
    case From::inner_node:
      return nodes_.columns[column.position].gather(matches.inner_nodes[column.variable].elements);
    case From::fold:
      break;
  }
  return fold(column.variable, matches);
}

Vector MatchRows::fold(std::size_t index, const Matches& matches) const {
  const PathFold& fold = description_.folds[index];
  const ElementRuns& runs = fold.inner_nodes ? matches.inner_nodes[fold.step] : matches.edges[fold.step];
  // A row an element; what is the match's own comes again for each of them.
  const Calculation& calculation = *folds_[index];
  std::vector<std::uint32_t> match_of;
  Batch rows{runs.elements.size(), {}, 0};
  for (const MatchColumn* read : calculation.columns) {
    Vector values = column(*read, matches);
    if (read->from != From::path_edge && read->from != From::inner_node) {
      if (match_of.empty()) {
        for (std::uint32_t match = 0; match < matches.rows; ++match) match_of.resize(runs.ends[match], match);
      }
      values = values.gather(match_of);
    }
    rows.columns.push_back(std::move(values));
  }
  const Vector values = rows.rows == 0 ? Vector::null(expressions_of(node_)[fold.expression]->type, 0)
                                       : calculation.evaluator.evaluate(rows, 0);
  if (fold.kind != PathFold::Kind::map) {
    const bool all = fold.kind == PathFold::Kind::all;
    std::vector<std::uint32_t> met(rows.rows + 1, 0);
    if (rows.rows > 0) for_each_true(values, [&](std::uint32_t row) { met[row + 1] = 1; });
    for (std::size_t row = 0; row < rows.rows; ++row) met[row + 1] += met[row];
    tables::FlatBuilder<std::uint8_t> builder(Type::boolean, matches.rows);
    for (std::size_t match = 0; match < matches.rows; ++match) {
      const std::uint32_t begin = runs.begin(match), end = runs.ends[match];
      const std::uint32_t count = met[end] - met[begin];
      builder.set(match, (all ? count == end - begin : count > 0) ? 1 : 0);
    }
    return builder.finish();
  }
  Vector dynamics = values.flattened();
  if (dynamics.type() != Type::dynamic)
    dynamics =
        make_cast_kernel(dynamics.type(), Type::dynamic)->evaluate(std::span(&dynamics, 1), rows.rows).flattened();
  const auto* texts = dynamics.values<std::string_view>();
  tables::FlatBuilder<std::string_view> builder(Type::dynamic, matches.rows);
  tables::DynamicBuilder array;
  for (std::size_t match = 0; match < matches.rows; ++match) {
    array.clear();
    array.begin_array();
    for (std::uint32_t at = runs.begin(match); at < runs.ends[match]; ++at) {
      const bool null = dynamics.validity() != nullptr && dynamics.validity()[at] == 0;
      array.value(null ? tables::DynamicView() : tables::DynamicView(texts[at]));
    }
    array.end_array();
    builder.set(match, builder.arena().put(array.bytes()));
  }
  return builder.finish();
}

Batch MatchRows::project(const Matches& matches) const { return {matches.rows, compute(*outputs_, matches), 0}; }

}  // namespace kelpie::executor
