#include <algorithm>

#include "executor/binder/binder.hpp"
#include "executor/binder/nearest_name.hpp"

namespace kelpie::executor {

using tables::Type;

std::optional<Relation> Binder::bind(const parser::WhereOperator& op, Relation input, const EnvironmentPtr& environment) {
  WindowCollector windows{input.serialized, {}, {}};
  ExpressionPtr predicate = bind_predicate(op.predicate, {environment, &input, nullptr, nullptr, &windows});
  if (!predicate) return input;  // the stages behind are still worth checking
  PlanColumns columns = input.plan->columns;
  input = with_windows(std::move(input), windows);
  input.plan = make_plan(Filter{{std::move(predicate)}}, {input.plan}, std::move(columns), op.span);
  return input;
}

namespace {

/// A relation with columns where an error was: names behind it are not complained about again.
Relation after_error(Relation input) {
  input.open = true;
  return input;
}

/// Turns values into columns; a column reference under its own name keeps its number, once.
class Columns {
 public:
  void add(ExpressionPtr value, const std::string& name, const std::set<ColumnId>& hidden, const std::function<PlanColumn(std::string, Type)>& make) {
    const auto* reference = std::get_if<ColumnReference>(&value->node);
    const bool keeps = reference != nullptr && !hidden.contains(reference->id) && std::none_of(columns.begin(), columns.end(), [&](const PlanColumn& column) { return column.id == reference->id; });
    if (keeps) columns.push_back({reference->id, name, value->type});
    else columns.push_back(make(name, value->type));
    expressions.push_back(std::move(value));
  }
  std::vector<ExpressionPtr> expressions;
  std::vector<PlanColumn> columns;
};

}  // namespace

std::optional<Relation> Binder::bind(const parser::ProjectOperator& op, Relation input, const EnvironmentPtr& environment) {
  WindowCollector windows{input.serialized, {}, {}};
  auto values = bind_named(op.columns, {environment, &input, nullptr, nullptr, &windows});
  if (!values) return after_error(std::move(input));
  UniqueNames names;
  Columns columns;
  for (const NamedValue& value : *values) {
    columns.add(value.value, names.add(value.name), hidden_, [this](std::string name, Type type) { return new_column(std::move(name), type); });
  }
  input = with_windows(std::move(input), windows);
  input.plan = make_plan(Project{std::move(columns.expressions)}, {input.plan}, std::move(columns.columns), op.span);
  input.name.clear();
  input.open = false;
  return input;
}

std::optional<Relation> Binder::bind(const parser::ExtendOperator& op, Relation input, const EnvironmentPtr& environment) {
  WindowCollector windows{input.serialized, {}, {}};
  auto values = bind_named(op.columns, {environment, &input, nullptr, nullptr, &windows});
  if (!values) return after_error(std::move(input));
  std::vector<PlanColumn> columns = input.columns();
  std::vector<ExpressionPtr> expressions;
  for (const PlanColumn& column : columns) expressions.push_back(reference(column));
  UniqueNames names;
  for (const PlanColumn& column : columns) names.reserve(column.name);
  for (const NamedValue& value : *values) {
    std::string name = value.name;
    std::size_t at = columns.size();
    if (!name.empty()) {
      at = static_cast<std::size_t>(std::find_if(columns.begin(), columns.end(), [&](const PlanColumn& column) { return column.name == name; }) - columns.begin());
    }
    if (at == columns.size()) {
      if (name.empty()) name = names.add("");
      else names.reserve(name);
      columns.push_back(new_column(name, value.value->type));
      expressions.push_back(value.value);
    } else if (const auto* same = std::get_if<ColumnReference>(&value.value->node); same == nullptr || same->id != columns[at].id || is_hidden(columns[at])) {
      columns[at] = new_column(name, value.value->type);
      expressions[at] = value.value;
    }
  }
  input = with_windows(std::move(input), windows);
  input.plan = make_plan(Project{std::move(expressions)}, {input.plan}, std::move(columns), op.span);
  return input;
}

std::optional<Relation> Binder::bind(const parser::SerializeOperator& op, Relation input, const EnvironmentPtr& environment) {
  input.serialized = true;
  if (op.columns.empty()) return input;
  auto extended = bind(parser::ExtendOperator{op.span, op.columns}, std::move(input), environment);
  if (extended) extended->serialized = true;
  return extended;
}

std::optional<Relation> Binder::bind(const parser::ProjectAwayOperator& op, Relation input, const EnvironmentPtr&) {
  const std::vector<bool> away = matching_columns(op.columns, input);
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < away.size(); ++i) {
    if (!away[i]) kept.push_back(i);
  }
  return select(std::move(input), kept);
}

std::optional<Relation> Binder::bind(const parser::ProjectKeepOperator& op, Relation input, const EnvironmentPtr&) {
  const std::vector<bool> keep = matching_columns(op.columns, input);
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < keep.size(); ++i) {
    if (keep[i]) kept.push_back(i);
  }
  return select(with_shown(std::move(input), keep), kept);
}

std::optional<Relation> Binder::bind(const parser::ProjectRenameOperator& op, Relation input, const EnvironmentPtr&) {
  std::vector<PlanColumn> columns = input.columns();
  Project project;
  for (const PlanColumn& column : columns) project.expressions.push_back(reference(column));
  for (const parser::NamedExpression& item : op.columns) {
    const auto* old = std::get_if<parser::Name>(&item.value.node);
    if (old == nullptr || item.names.size() != 1) {
      error("KS109", "project-rename takes new = old, both names of columns.", item.span);
      continue;
    }
    const PlanColumn* column = find_column(input, old->text);
    if (column == nullptr) {
      if (input.open) continue;
      std::vector<std::string> candidates;
      for (const PlanColumn& known : input.columns()) candidates.push_back(known.name);
      unknown_name(*old, std::move(candidates));
      continue;
    }
    const auto at = static_cast<std::size_t>(column - input.columns().data());
    const std::string& name = item.names.front().text;
    const bool taken = std::any_of(columns.begin(), columns.end(), [&](const PlanColumn& other) { return other.name == name && other.id != column->id; });
    if (taken) {
      error("KS156", "There is a column '" + name + "' already.", item.names.front().span);
      continue;
    }
    if (is_hidden(columns[at])) columns[at] = new_column(name, columns[at].type);
    else columns[at].name = name;
  }
  input.plan = make_plan(std::move(project), {input.plan}, std::move(columns), op.span);
  input.name.clear();
  return input;
}

std::optional<Relation> Binder::bind(const parser::ProjectReorderOperator& op, Relation input, const EnvironmentPtr&) {
  std::vector<bool> placed(input.columns().size(), false);
  std::vector<std::size_t> order;
  for (const parser::ReorderItem& item : op.columns) {
    const std::vector<bool> chosen = matching_columns(std::span(&item.column, 1), input);
    std::vector<std::size_t> positions;
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      if (chosen[i] && !placed[i]) positions.push_back(i);
    }
    const auto by_name = [&](std::size_t a, std::size_t b) { return input.columns()[a].name < input.columns()[b].name; };
    // granny: digits count as numbers, so a2 comes before a10.
    const auto by_number = [&](std::size_t a, std::size_t b) {
      const std::string& x = input.columns()[a].name;
      const std::string& y = input.columns()[b].name;
      std::size_t i = 0, j = 0;
      while (i < x.size() && j < y.size()) {
        if (x[i] >= '0' && x[i] <= '9' && y[j] >= '0' && y[j] <= '9') {
          const std::size_t x0 = std::min(x.find_first_not_of('0', i), x.size()), y0 = std::min(y.find_first_not_of('0', j), y.size());
          const std::size_t x1 = std::min(x.find_first_not_of("0123456789", i), x.size()), y1 = std::min(y.find_first_not_of("0123456789", j), y.size());
          const std::string_view left(x.data() + std::min(x0, x1), x1 - std::min(x0, x1)), right(y.data() + std::min(y0, y1), y1 - std::min(y0, y1));
          if (left.size() != right.size()) return left.size() < right.size();
          if (left != right) return left < right;
          i = x1;
          j = y1;
        } else {
          if (x[i] != y[j]) return x[i] < y[j];
          ++i;
          ++j;
        }
      }
      return x.size() - i < y.size() - j;
    };
    switch (item.direction) {
      case parser::ReorderDirection::none: break;
      case parser::ReorderDirection::ascending: std::stable_sort(positions.begin(), positions.end(), by_name); break;
      case parser::ReorderDirection::descending: std::stable_sort(positions.rbegin(), positions.rend(), by_name); break;
      case parser::ReorderDirection::granny_ascending: std::stable_sort(positions.begin(), positions.end(), by_number); break;
      case parser::ReorderDirection::granny_descending: std::stable_sort(positions.rbegin(), positions.rend(), by_number); break;
    }
    for (const std::size_t position : positions) {
      placed[position] = true;
      order.push_back(position);
    }
  }
  input = with_shown(std::move(input), placed);
  for (std::size_t i = 0; i < placed.size(); ++i) {
    if (!placed[i]) order.push_back(i);
  }
  return select(std::move(input), order);
}

}  // namespace kelpie::executor
