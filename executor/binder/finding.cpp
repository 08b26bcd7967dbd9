#include <algorithm>

#include "executor/binder/binder.hpp"
#include "executor/binder/predicate_names.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Value;

namespace {

/// A column of the result: its name, and its type where the query says it or all tables agree.
struct Wanted {
  std::string name;
  std::optional<Type> type;
  bool cast = false;  // the query says the type
};

}  // namespace

std::optional<Relation> Binder::bind(const parser::FindOperator& op, const EnvironmentPtr& environment) {
  const parser::Parameter* with_source = find_parameter(op.parameters, "withsource");
  if (with_source == nullptr) with_source = find_parameter(op.parameters, "with_source");
  std::vector<Relation> sources;
  if (op.tables.empty()) {
    sources = tables_matching("*", false, op.span, environment);
  } else {
    auto operands = bind_operands(op.tables, false, environment);
    if (!operands) return std::nullopt;
    sources = std::move(*operands);
  }
  for (std::size_t i = 0; i < sources.size() && sources.size() == op.tables.size(); ++i) {
    if (const auto* name = std::get_if<parser::Name>(&op.tables[i].node)) sources[i].name = name->text;
  }
  auto found = found_in(std::move(sources), op.predicate, false, environment, op.span);
  if (found) found = columns_of_find(op, std::move(*found));
  if (!found) return std::nullopt;
  return unite(std::move(*found), false, with_source == nullptr ? "source_" : parameter_word(*with_source), op.span);
}

std::optional<std::vector<Relation>> Binder::columns_of_find(const parser::FindOperator& op,
                                                             std::vector<Relation> found) {
  std::vector<Wanted> wanted;
  const auto want = [&](const std::string& name, std::optional<Type> said) {
    if (std::any_of(wanted.begin(), wanted.end(), [&](const Wanted& one) { return one.name == name; })) return true;
    std::set<Type> types;
    for (const Relation& source : found) {
      if (const PlanColumn* column = find_column(source, name)) types.insert(column->type);
    }
    if (types.empty() && !said) return false;
    wanted.push_back({name,
                      said                ? said
                      : types.size() == 1 ? std::optional(*types.begin())
                                          : std::nullopt,
                      said.has_value()});
    return true;
  };
  bool pack = op.output != parser::FindOutput::project;
  bool sound = true;
  for (const parser::FindProjection& projection : op.projections) {
    const auto type = projection.type.empty() ? std::nullopt : tables::type_from_name(projection.type);
    if (!projection.type.empty() && !type) {
      error("KS100", "'" + projection.type + "' is no type.", projection.span);
      sound = false;
    } else if (projection.pack_all) {
      pack = true;
    } else if (!want(projection.name.text, type)) {
      std::vector<std::string> candidates;
      for (const Relation& source : found) {
        for (const PlanColumn& column : visible_columns(source)) candidates.push_back(column.name);
      }
      unknown_name(projection.name, std::move(candidates));
      sound = false;
    }
  }
  if (!sound) return std::nullopt;
  if (op.output != parser::FindOutput::project) {
    for (const std::string& name : names_in(op.predicate)) want(name, std::nullopt);
    for (const PlanColumn& column : visible_columns(found.front())) {
      const bool everywhere = std::all_of(found.begin(), found.end(), [&](const Relation& source) {
        return find_column(source, column.name) != nullptr;
      });
      if (everywhere) want(column.name, std::nullopt);
    }
  }
  const auto away = [&op](const std::string& name) {
    return std::any_of(op.away.begin(), op.away.end(), [&](const parser::Expression& pattern) {
      if (const auto* wildcard = std::get_if<parser::WildcardName>(&pattern.node))
        return matches_wildcard(name, wildcard->pattern);
      const auto* named = std::get_if<parser::Name>(&pattern.node);
      return named != nullptr && named->text == name;
    });
  };
  for (Relation& source : found) {
    Project project;
    std::vector<PlanColumn> columns;
    std::set<std::string> used;
    for (const Wanted& one : wanted) {
      if (away(one.name)) continue;
      const PlanColumn* column = find_column(source, one.name);
      if (column == nullptr && !one.type) continue;
      const ExpressionPtr value = column == nullptr ? make_constant(Value(*one.type))
                                  : one.cast        ? cast(reference(*column), *one.type)
                                                    : reference(*column);
      columns.push_back(new_column(one.name, value->type));
      project.expressions.push_back(value);
      used.insert(one.name);
    }
    if (pack && !away("pack_")) {
      std::vector<ExpressionPtr> entries;
      for (const PlanColumn& column : visible_columns(source)) {
        if (used.contains(column.name) || away(column.name)) continue;
        entries.push_back(make_constant(Value::string(column.name)));
        entries.push_back(reference(column));
      }
      const ExpressionPtr bag =
          entries.empty() ? make_constant(Value(Type::dynamic)) : make_call("bag_pack", std::move(entries), op.span);
      if (!bag) return std::nullopt;
      columns.push_back(new_column("pack_", Type::dynamic));
      project.expressions.push_back(bag);
    }
    source.plan = make_plan(std::move(project), {source.plan}, std::move(columns), op.span);
  }
  return found;
}

}  // namespace kelpie::executor
