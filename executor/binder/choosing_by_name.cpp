#include "executor/binder/binder.hpp"

namespace kelpie::executor {

namespace {

/// The names that a value holds: a text, or an array of texts. false: it is neither.
bool add_names(const tables::Value& value, std::vector<std::string>& names) {
  if (value.is_null()) return true;
  if (value.type() == tables::Type::string) {
    names.emplace_back(value.as_text());
    return true;
  }
  if (value.type() != tables::Type::dynamic) return false;
  const tables::DynamicView view(value.as_text());
  if (view.kind() == tables::DynamicKind::string) {
    names.emplace_back(view.as_string());
    return true;
  }
  if (view.kind() != tables::DynamicKind::array) return view.kind() == tables::DynamicKind::null;
  for (std::size_t i = 0; i < view.size(); ++i) {
    if (view.element(i).kind() != tables::DynamicKind::string) return false;
    names.emplace_back(view.element(i).as_string());
  }
  return true;
}

}  // namespace

std::optional<Relation> Binder::bind(const parser::ProjectByNamesOperator& op, Relation input,
                                     const EnvironmentPtr& environment) {
  std::vector<std::string> names;
  for (const parser::Expression& column : op.columns) {
    if (const auto* wildcard = std::get_if<parser::WildcardName>(&column.node)) {
      names.push_back(wildcard->pattern);
    } else if (std::holds_alternative<parser::Star>(column.node)) {
      names.emplace_back("*");
    } else if (const auto* name = std::get_if<parser::Name>(&column.node);
               name != nullptr && Environment::find(environment, name->text) == nullptr) {
      names.push_back(name->text);
    } else {
      const ExpressionPtr value = bind_expression(column, {environment});
      const auto constant = value ? constant_value(value, "What project-by-names chooses by") : std::nullopt;
      if (!constant) return input;
      if (!add_names(*constant, names)) {
        error("KS107", "project-by-names takes names of columns: texts, or arrays of texts.", span_of(column));
        return input;
      }
    }
  }
  // In the order of the names; a name that fits nothing chooses nothing.
  std::vector<std::size_t> positions;
  std::vector<bool> chosen(input.columns().size(), false);
  for (const std::string& name : names) {
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      const PlanColumn& column = input.columns()[i];
      if (chosen[i] || !matches_wildcard(column.name, name) || (is_hidden(column) && column.name != name)) continue;
      chosen[i] = true;
      positions.push_back(i);
    }
  }
  return select(with_shown(std::move(input), chosen), positions);
}

}  // namespace kelpie::executor
