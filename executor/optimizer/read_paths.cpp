#include <algorithm>
#include <map>
#include <set>

#include "executor/optimizer/optimize.hpp"
#include "executor/optimizer/rewrite.hpp"

namespace kelpie::executor {

namespace {

using Keys = std::vector<std::string>;

/// A column and the keys that lead to a part of its value.
struct Path {
  const ColumnReference* column = nullptr;
  Keys keys;
};

/// Column.a.b, Column["a"].b: members by constant keys; nothing when the expression is no such path or a column alone.
std::optional<Path> path_of(const Expression& expression) {
  Path path;
  const Expression* at = &expression;
  while (const auto* call = std::get_if<FunctionCall>(&at->node)) {
    if ((call->function->name != "member" && call->function->name != "element") || call->arguments.size() != 2)
      return std::nullopt;
    const auto* key = std::get_if<Constant>(&call->arguments[1]->node);
    if (key == nullptr || key->value.type() != tables::Type::string) return std::nullopt;
    path.keys.emplace_back(key->value.as_text());
    at = call->arguments[0].get();
  }
  path.column = std::get_if<ColumnReference>(&at->node);
  if (path.column == nullptr || path.keys.empty() || at->type != tables::Type::dynamic) return std::nullopt;
  std::reverse(path.keys.begin(), path.keys.end());
  return path;
}

/// A part of a scan's column that stands for it in the new plan.
struct PathColumn {
  PlanColumn column;
  ExpressionPtr value;
};
using PathColumns = std::map<ColumnId, std::map<Keys, PathColumn>>;

/// Whether columns go through the node by their number alone, for rows that it neither drops nor has to keep: a path is
/// then as good below as above.
bool hands_on(const PlanNode& node) {
  return std::holds_alternative<Filter>(node.op) || std::holds_alternative<Project>(node.op) ||
         std::holds_alternative<Sort>(node.op) || std::holds_alternative<ExpandArrays>(node.op) ||
         std::holds_alternative<ParseText>(node.op) || std::holds_alternative<ParseKeyValues>(node.op);
}

/// Looks for the columns of scans of which a plan reads nothing but parts.
class PathSearch {
 public:
  /// The parts by column, each with a number that the plan does not have yet.
  PathColumns find(const PlanPtr& plan) {
    for (const PlanColumn& column : plan->columns) whole_.insert(column.id);
    visit(plan);
    PathColumns found;
    for (auto& [column, parts] : parts_) {
      if (!scanned_.contains(column) || whole_.contains(column) || parts.size() > max_parts) continue;
      for (auto& [keys, value] : parts) {
        std::string name = path_of(*value)->column->name;
        for (const std::string& key : keys) name += "." + key;
        found[column][keys] = {{++highest_, std::move(name), tables::Type::dynamic}, value};
      }
    }
    return found;
  }

 private:
  /// More parts than this are hardly cheaper than the column.
  static constexpr std::size_t max_parts = 12;

  void visit(const PlanPtr& plan) {
    if (!seen_.insert(plan.get()).second) return;
    const PlanNode& node = *plan;
    for (const PlanColumn& column : node.columns) count(column.id);
    count_made(node);
    if (std::holds_alternative<ScanTable>(node.op)) {
      for (const PlanColumn& column : node.columns) {
        if (column.type == tables::Type::dynamic) scanned_.insert(column.id);
      }
    }
    const auto* project = std::get_if<Project>(&node.op);
    for_each_expression(node, [&](const ExpressionPtr& expression) {
      if (expression && (project == nullptr || !std::holds_alternative<ColumnReference>(expression->node)))
        visit(expression);
    });
    if (project != nullptr) add_renamed(*project, node);
    if (!hands_on(node) && !std::holds_alternative<Aggregate>(node.op)) {
      for (const PlanPtr& input : node.inputs) {
        for (const PlanColumn& column : input->columns) whole_.insert(column.id);
      }
    }
    if (const PlanPtr* subplan = subplan_of(node)) visit(*subplan);
    for (const PlanPtr& input : node.inputs) visit(input);
  }

  void visit(const ExpressionPtr& expression) {
    if (const auto path = path_of(*expression)) {
      parts_[path->column->id].emplace(path->keys, expression);
    } else if (const auto* column = std::get_if<ColumnReference>(&expression->node)) {
      whole_.insert(column->id);
    } else if (const auto* call = std::get_if<FunctionCall>(&expression->node)) {
      for (const ExpressionPtr& argument : call->arguments) visit(argument);
    }
  }

  /// A projection hands columns on under their number; one that gave another would read the whole column.
  void add_renamed(const Project& project, const PlanNode& node) {
    for (std::size_t i = 0; i < project.expressions.size(); ++i) {
      const auto* column = std::get_if<ColumnReference>(&project.expressions[i]->node);
      if (column != nullptr && column->id != node.columns[i].id) whole_.insert(column->id);
    }
  }

  void count(ColumnId column) { highest_ = std::max(highest_, column); }
  /// Columns that a node makes even where nobody reads them.
  void count_made(const PlanNode& node) {
    const auto expand = [this](const ExpandArrays& op) {
      for (const ExpandArrays::Item& item : op.items) count(item.column);
      count(op.item_index.value_or(0));
    };
    if (const auto* op = std::get_if<ExpandArrays>(&node.op)) expand(*op);
    if (const auto* op = std::get_if<ApplyToArrays>(&node.op)) expand(op->expand);
    if (const auto* op = std::get_if<ParseText>(&node.op)) {
      for (const ParseText::Item& item : op->items) count(item.column);
    }
    if (const auto* op = std::get_if<ParseKeyValues>(&node.op)) {
      for (const ParseKeyValues::Key& key : op->keys) count(key.column);
    }
  }

  std::set<const PlanNode*> seen_;
  std::set<ColumnId> scanned_;
  std::set<ColumnId> whole_;
  std::map<ColumnId, std::map<Keys, ExpressionPtr>> parts_;
  ColumnId highest_ = 0;
};

ExpressionPtr replace_paths(const ExpressionPtr& expression, const PathColumns& paths) {
  if (!expression) return expression;
  if (const auto path = path_of(*expression)) {
    const auto found = paths.find(path->column->id);
    if (found == paths.end()) return expression;
    const PlanColumn& column = found->second.at(path->keys).column;
    return make_column(column.id, column.name, column.type, expression->span);
  }
  const auto* call = std::get_if<FunctionCall>(&expression->node);
  if (call == nullptr) return expression;
  FunctionCall copy = *call;
  for (ExpressionPtr& argument : copy.arguments) argument = replace_paths(argument, paths);
  if (copy.arguments == call->arguments) return expression;
  return std::make_shared<const Expression>(Expression{expression->type, expression->span, std::move(copy)});
}

/// The node with the parts in place of their columns.
PlanPtr with_parts(const PlanPtr& plan, const PathColumns& paths) {
  PlanNode node =
      *map_expressions(plan, [&](const ExpressionPtr& expression) { return replace_paths(expression, paths); });
  auto* scan = std::get_if<ScanTable>(&node.op);
  auto* project = std::get_if<Project>(&node.op);
  const PlanNode before = node;
  std::vector<PlanColumn> columns;
  if (scan != nullptr) scan->table_columns.clear();
  if (project != nullptr) project->expressions.clear();
  for (std::size_t i = 0; i < before.columns.size(); ++i) {
    const auto parts = paths.find(before.columns[i].id);
    if (parts == paths.end()) {
      columns.push_back(before.columns[i]);
      if (scan != nullptr) scan->table_columns.push_back(std::get<ScanTable>(before.op).table_columns[i]);
      if (project != nullptr) project->expressions.push_back(std::get<Project>(before.op).expressions[i]);
      continue;
    }
    for (const auto& [keys, part] : parts->second) {
      columns.push_back(part.column);
      if (scan != nullptr) {
        scan->paths[scan->table_columns.size()] = {keys, part.value, before.columns[i].id};
        scan->table_columns.push_back(std::get<ScanTable>(before.op).table_columns[i]);
      }
      if (project != nullptr)
        project->expressions.push_back(make_column(part.column.id, part.column.name, part.column.type));
    }
  }
  node.columns = std::move(columns);
  return std::make_shared<const PlanNode>(std::move(node));
}

}  // namespace

PlanPtr read_paths(const PlanPtr& plan) {
  const PathColumns paths = PathSearch().find(plan);
  if (paths.empty()) return plan;
  return rewrite_bottom_up(plan, [&](const PlanPtr& node) { return with_parts(node, paths); });
}

}  // namespace kelpie::executor
