// What Sentinel and Microsoft's continuous integration refuse in a query's text: all tables at once, and entities of
// the old kind.

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "rules/checks/detail/walk_syntax.hpp"
#include "rules/checks/list.hpp"

namespace kelpie::rules::detail {

namespace {

bool is_star(const parser::Expression& expression) {
  if (std::holds_alternative<parser::Star>(expression.node)) return true;
  const auto* wildcard = std::get_if<parser::WildcardName>(&expression.node);
  return wildcard != nullptr && wildcard->pattern == "*";
}

class AllTables final : public SyntaxVisitor {
 public:
  AllTables(const CheckedQuery& query, Findings& findings) : query_(query), findings_(findings) {}

  void visit_operator(const parser::Operator& op) override {
    if (const auto* all = std::get_if<parser::UnionOperator>(&op)) {
      for (const parser::Expression& table : all->tables) {
        if (is_star(table)) tell(cover(all->span, span_of(table)), "union *");
      }
    } else if (const auto* search = std::get_if<parser::SearchOperator>(&op)) {
      if (is_star(search->predicate)) tell(search->span, "search *");
    }
  }

 private:
  void tell(parser::Span span, std::string_view what) {
    findings_.tell(query_.rule, query_.in_file(span), fmt::format("Sentinel takes no query with '{}'.", what),
                   "name the tables that the rule is about");
  }
  const CheckedQuery& query_;
  Findings& findings_;
};

void check_all_tables(const CheckedQuery& query, Findings& findings) {
  AllTables visitor(query, findings);
  walk(query.syntax, visitor);
}

constexpr std::array<std::string_view, 6> old_columns = {"AccountCustomEntity", "HostCustomEntity",
                                                         "IPCustomEntity",      "URLCustomEntity",
                                                         "ProcessCustomEntity", "FileHashCustomEntity"};

/// Names of the old kind that the query gives to columns, each where it is first given.
class OldEntityColumns final : public SyntaxVisitor {
 public:
  void visit_operator(const parser::Operator& op) override {
    if (const auto* extend = std::get_if<parser::ExtendOperator>(&op)) add(extend->columns);
    if (const auto* project = std::get_if<parser::ProjectOperator>(&op)) add(project->columns);
    if (const auto* rename = std::get_if<parser::ProjectRenameOperator>(&op)) add(rename->columns);
    if (const auto* summarize = std::get_if<parser::SummarizeOperator>(&op))
      add(summarize->aggregates), add(summarize->by);
  }
  std::vector<parser::Name> names;

 private:
  void add(const std::vector<parser::NamedExpression>& columns) {
    for (const parser::NamedExpression& column : columns) {
      for (const parser::Name& name : column.names) {
        const auto same = [&](const parser::Name& other) { return other.text == name.text; };
        if (std::find(old_columns.begin(), old_columns.end(), name.text) != old_columns.end() &&
            std::none_of(names.begin(), names.end(), same)) {
          names.push_back(name);
        }
      }
    }
  }
};

bool is_mapped(const Rule& rule, std::string_view column) {
  return std::any_of(rule.entities.begin(), rule.entities.end(), [&](const EntityMapping& mapping) {
    return std::any_of(mapping.fields.begin(), mapping.fields.end(),
                       [&](const EntityField& field) { return field.column.column == column; });
  });
}

void check_old_columns(const CheckedQuery& query, Findings& findings) {
  if (query.rule.kind == RuleKind::hunting) return;
  OldEntityColumns columns;
  walk(query.syntax, columns);
  for (const parser::Name& name : columns.names) {
    if (is_mapped(query.rule, name.text)) continue;
    findings.tell(query.rule, query.in_file(name.span),
                  fmt::format("'{}' names an entity in the old way, and no entity mapping reads it.", name.text),
                  "add an entity mapping with this column, or take the column out");
  }
}

}  // namespace

const Check all_tables{.code = "KR206",
                       .name = "all-tables",
                       .sentence = "The query searches all tables.",
                       .severity = parser::Severity::error,
                       .of_syntax = check_all_tables};
const Check old_entity_column{.code = "KR207",
                              .name = "old-entity-column",
                              .sentence = "A column names an entity in the old way and is not mapped.",
                              .severity = parser::Severity::error,
                              .of_syntax = check_old_columns};

}  // namespace kelpie::rules::detail
