#include "executor/binder/binder.hpp"
#include "tables/text.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Value;

namespace {

/// How a search term with stars is looked for (Kusto reference: "search operator"): abc has, abc* hasprefix, *abc hassuffix, *abc* contains,
/// anything else a regular expression.
struct SearchTest {
  std::string function;
  std::string text;
};

SearchTest test_of(const std::string& term, bool case_sensitive) {
  const std::string suffix = case_sensitive ? "_cs" : "";
  const bool front = term.size() > 1 && term.front() == '*', back = term.size() > 1 && term.back() == '*';
  const std::string inner = term.substr(front ? 1 : 0, term.size() - (front ? 1 : 0) - (back ? 1 : 0));
  if (inner.find('*') == std::string::npos || term == "*") {
    if (term == "*") return {"contains" + suffix, ""};
    return {(front && back ? "contains" : front ? "hassuffix" : back ? "hasprefix" : "has") + suffix, inner};
  }
  std::string pattern = case_sensitive ? "" : "(?i)";
  for (const char c : term) {
    if (c == '*') pattern += ".*";
    else if (std::string_view("\\.+?()[]{}|^$").find(c) != std::string_view::npos) pattern += std::string("\\") + c;
    else pattern += c;
  }
  return {"matches regex", pattern};
}

std::string text_of(const parser::Literal& literal) { return literal.text; }

}  // namespace

ExpressionPtr Binder::bind_search_term(const parser::Literal& literal, const ExpressionScope& scope, bool case_sensitive) {
  const SearchTest test = test_of(text_of(literal), case_sensitive);
  const ExpressionPtr needle = make_constant(Value::string(test.text), literal.span);
  ExpressionPtr any;
  for (const PlanColumn& column : visible_columns(*scope.row)) {
    ExpressionPtr found = make_call(test.function, {cast(reference(column, literal.span), Type::string), needle}, literal.span);
    if (!found) return nullptr;
    any = any ? make_call("or", {any, found}, literal.span) : found;
  }
  return any ? any : make_constant(Value::boolean(false), literal.span);
}

ExpressionPtr Binder::bind_search_predicate(const parser::Expression& predicate, const ExpressionScope& scope, bool case_sensitive) {
  if (const auto* literal = std::get_if<parser::Literal>(&predicate.node); literal != nullptr && literal->type != parser::LiteralType::boolean) {
    return bind_search_term(*literal, scope, case_sensitive);
  }
  if (const auto* inner = std::get_if<parser::Parenthesized>(&predicate.node)) return bind_search_predicate(*inner->inner, scope, case_sensitive);
  if (std::holds_alternative<parser::Star>(predicate.node)) return make_constant(Value::boolean(true));
  if (const auto* call = std::get_if<parser::Call>(&predicate.node); call != nullptr && call->function.text == "not" && call->arguments.size() == 1) {
    return make_call("not", {bind_search_predicate(call->arguments.front().value, scope, case_sensitive)}, call->span);
  }
  if (const auto* binary = std::get_if<parser::Binary>(&predicate.node)) {
    if (binary->op == parser::BinaryOperator::and_ || binary->op == parser::BinaryOperator::or_) {
      ExpressionPtr left = bind_search_predicate(*binary->left, scope, case_sensitive);
      ExpressionPtr right = bind_search_predicate(*binary->right, scope, case_sensitive);
      return make_call(binary->op == parser::BinaryOperator::and_ ? "and" : "or", {std::move(left), std::move(right)}, binary->span);
    }
    if (binary->op == parser::BinaryOperator::search_column) {
      const auto* literal = std::get_if<parser::Literal>(&binary->right->node);
      ExpressionPtr left = bind_expression(*binary->left, scope);
      if (literal == nullptr || !left) return nullptr;
      const SearchTest test = test_of(text_of(*literal), case_sensitive);
      return make_call(test.function, {cast(left, Type::string), make_constant(Value::string(test.text), literal->span)}, binary->span);
    }
  }
  return bind_predicate(predicate, scope);
}

std::optional<Relation> Binder::bind(const parser::SearchOperator& op, const Relation* input, const EnvironmentPtr& environment) {
  const parser::Parameter* kind = find_parameter(op.parameters, "kind");
  const bool case_sensitive = kind != nullptr && parameter_word(*kind) == "case_sensitive";
  std::vector<Relation> sources;
  if (input != nullptr) {
    sources.push_back(*input);
    sources.back().name = "search_arg0";
  } else {
    std::vector<parser::Expression> tables = op.tables;
    if (tables.empty()) tables.push_back({parser::WildcardName{op.span, "*"}});
    for (const parser::Expression& table : tables) {
      const auto* wildcard = std::get_if<parser::WildcardName>(&table.node);
      if (wildcard == nullptr && !std::holds_alternative<parser::Star>(table.node)) {
        if (auto relation = bind_table(table, environment)) sources.push_back(std::move(*relation));
        continue;
      }
      for (const std::string& name : catalog_.names()) {
        if (wildcard != nullptr && !matches_wildcard(name, wildcard->pattern)) continue;
        if (auto relation = scan(name)) sources.push_back(std::move(*relation));
      }
    }
  }
  // A table that lacks a column of the predicate has no match; a predicate that fits no table is an error.
  std::vector<Relation> found;
  parser::Diagnostics before = diagnostics_, complaints;
  for (Relation& source : sources) {
    const ExpressionPtr predicate = bind_search_predicate(op.predicate, {environment, &source}, case_sensitive);
    if (!predicate) {
      if (complaints.empty()) complaints = diagnostics_;
      diagnostics_ = before;
      continue;
    }
    const std::vector<PlanColumn> columns = source.columns();
    source.plan = make_plan(Filter{{predicate}}, {source.plan}, columns, op.span);
    found.push_back(std::move(source));
  }
  if (found.empty()) {
    if (!complaints.empty()) diagnostics_ = std::move(complaints);
    return std::nullopt;
  }
  return unite(std::move(found), false, "$table", op.span);
}

std::optional<Relation> Binder::bind(const parser::FindOperator& op, const EnvironmentPtr& environment) {
  const parser::Parameter* with_source = find_parameter(op.parameters, "withsource");
  const std::string source_column = with_source == nullptr ? "source_" : parameter_word(*with_source);
  std::vector<Relation> sources;
  if (op.tables.empty()) {
    for (const std::string& name : catalog_.names()) {
      if (auto relation = scan(name)) sources.push_back(std::move(*relation));
    }
  }
  for (const parser::Expression& table : op.tables) {
    const auto* wildcard = std::get_if<parser::WildcardName>(&table.node);
    if (wildcard == nullptr && !std::holds_alternative<parser::Star>(table.node)) {
      if (auto relation = bind_table(table, environment)) {
        if (const auto* name = std::get_if<parser::Name>(&table.node)) relation->name = name->text;
        sources.push_back(std::move(*relation));
      }
      continue;
    }
    for (const std::string& name : table_names(environment)) {
      if (wildcard != nullptr && !matches_wildcard(name, wildcard->pattern)) continue;
      if (auto relation = bind_table_name({span_of(table), name, false}, environment)) {
        relation->name = name;
        sources.push_back(std::move(*relation));
      }
    }
  }
  std::vector<Relation> found;
  parser::Diagnostics before = diagnostics_, complaints;
  std::set<std::string> mentioned;
  for (Relation& source : sources) {
    const ExpressionPtr predicate = bind_search_predicate(op.predicate, {environment, &source}, false);
    if (!predicate) {
      if (complaints.empty()) complaints = diagnostics_;
      diagnostics_ = before;
      continue;
    }
    for_each_column(*predicate, [&](const ColumnReference& column) { mentioned.insert(column.name); });
    const std::vector<PlanColumn> columns = source.columns();
    source.plan = make_plan(Filter{{predicate}}, {source.plan}, columns, op.span);
    found.push_back(std::move(source));
  }
  if (found.empty()) {
    if (!complaints.empty()) diagnostics_ = std::move(complaints);
    return std::nullopt;
  }
  // Columns: what the query names, or what the predicate does; the rest of a row goes into a bag.
  std::vector<std::pair<std::string, std::optional<Type>>> wanted;
  bool pack = op.output != parser::FindOutput::project;
  for (const parser::FindProjection& projection : op.projections) {
    if (projection.pack_all) pack = true;
    else wanted.emplace_back(projection.name.text, tables::type_from_name(projection.type));
  }
  if (op.projections.empty()) {
    for (const std::string& name : mentioned) wanted.emplace_back(name, std::nullopt);
  }
  for (Relation& source : found) {
    Project project;
    std::vector<PlanColumn> columns;
    std::set<std::string> used;
    for (const auto& [name, type] : wanted) {
      const PlanColumn* column = find_column(source, name);
      if (column == nullptr && !type) continue;
      const ExpressionPtr value = column == nullptr ? make_constant(Value(*type)) : type ? cast(reference(*column), *type) : reference(*column);
      columns.push_back(new_column(name, value->type));
      project.expressions.push_back(value);
      used.insert(name);
    }
    if (pack) {
      std::vector<ExpressionPtr> entries;
      for (const PlanColumn& column : visible_columns(source)) {
        if (used.contains(column.name)) continue;
        entries.push_back(make_constant(Value::string(column.name)));
        entries.push_back(reference(column));
      }
      const ExpressionPtr bag = entries.empty() ? make_constant(Value(Type::dynamic)) : make_call("bag_pack", std::move(entries), op.span);
      if (!bag) return std::nullopt;
      columns.push_back(new_column("pack_", Type::dynamic));
      project.expressions.push_back(bag);
    }
    source.plan = make_plan(std::move(project), {source.plan}, std::move(columns), op.span);
  }
  return unite(std::move(found), false, source_column, op.span);
}

}  // namespace kelpie::executor
