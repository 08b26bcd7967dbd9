#include <numeric>

#include "executor/binder/binder.hpp"
#include "executor/binder/predicate_names.hpp"
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

std::optional<std::vector<Relation>> Binder::found_in(std::vector<Relation> sources, const parser::Expression& predicate, bool case_sensitive,
                                                      const EnvironmentPtr& environment, parser::Span span) {
  if (sources.empty()) {
    error("KS142", "There is no table to search.", span);
    return std::nullopt;
  }
  std::vector<PlanColumn> known;  // columns that the predicate names, where a source has them
  for (const std::string& name : names_in(predicate)) {
    for (const Relation& source : sources) {
      const PlanColumn* column = find_column(source, name);
      if (column == nullptr) continue;
      known.push_back(*column);
      break;
    }
  }
  std::vector<Relation> found;
  const parser::Diagnostics before = diagnostics_;
  parser::Diagnostics complaints;
  for (Relation& source : sources) {
    const std::vector<PlanColumn> own = source.columns();
    std::set<ColumnId> missing;
    Project project;
    std::vector<PlanColumn> columns = own;
    for (const PlanColumn& column : own) project.expressions.push_back(reference(column));
    for (const PlanColumn& column : known) {
      if (find_column(source, column.name) != nullptr) continue;
      columns.push_back(new_column(column.name, column.type));
      missing.insert(columns.back().id);
      project.expressions.push_back(make_constant(Value(column.type)));
    }
    Relation padded = source;
    if (!missing.empty()) padded.plan = make_plan(std::move(project), {source.plan}, std::move(columns), span);
    const ExpressionPtr condition = bind_search_predicate(predicate, {environment, &padded}, case_sensitive);
    if (!condition) {
      if (complaints.empty()) complaints = diagnostics_;
      diagnostics_ = before;
      continue;
    }
    bool reads_own = false, reads_missing = false;
    for_each_column(*condition, [&](const ColumnReference& column) { (missing.contains(column.id) ? reads_missing : reads_own) = true; });
    if (reads_missing && !reads_own) continue;
    padded.plan = make_plan(Filter{{condition}}, {padded.plan}, padded.columns(), span);
    if (!missing.empty()) {
      std::vector<std::size_t> positions(own.size());
      std::iota(positions.begin(), positions.end(), std::size_t{0});
      const std::string name = padded.name;
      padded = select(std::move(padded), positions);
      padded.name = name;
    }
    found.push_back(std::move(padded));
  }
  if (found.empty() && !complaints.empty()) diagnostics_ = std::move(complaints);
  if (found.empty()) return std::nullopt;
  return found;
}

std::optional<Relation> Binder::bind(const parser::SearchOperator& op, const Relation* input, const EnvironmentPtr& environment) {
  const parser::Parameter* kind = find_parameter(op.parameters, "kind");
  const bool case_sensitive = kind != nullptr && parameter_word(*kind) == "case_sensitive";
  std::vector<Relation> sources;
  if (input != nullptr) {
    sources.push_back(*input);
    sources.back().name = "search_arg0";
  } else if (op.tables.empty()) {
    sources = tables_matching("*", false, op.span, environment);
  } else {
    auto operands = bind_operands(op.tables, false, environment);
    if (!operands) return std::nullopt;
    sources = std::move(*operands);
  }
  auto found = found_in(std::move(sources), op.predicate, case_sensitive, environment, op.span);
  if (!found) return std::nullopt;
  return unite(std::move(*found), false, "$table", op.span);
}

}  // namespace kelpie::executor
