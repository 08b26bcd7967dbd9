// What makes a query read more than it needs: all time, whole tables, every column.

#include <map>
#include <set>

#include <fmt/format.h>

#include "rules/checks/detail/tables_in_syntax.hpp"
#include "rules/checks/detail/walk_plan.hpp"
#include "rules/checks/detail/walk_syntax.hpp"
#include "rules/checks/list.hpp"

namespace kelpie::rules::detail {

namespace {

bool is_bounded(const executor::ScanTable& scan, std::size_t time) {
  for (const executor::ScanTable::Bound& bound : scan.bounds) {
    if (bound.table_column == time && bound.range.min > INT64_MIN) return true;
  }
  return false;
}

void check_time(const CheckedQuery& query, Findings& findings) {
  if (query.rule.kind != RuleKind::hunting || query.rule.period > 0) return;
  std::set<std::string> unbounded;
  for_each_node(query.bound->plan, [&](const executor::PlanNode& node) {
    const auto* scan = std::get_if<executor::ScanTable>(&node.op);
    const auto time = scan == nullptr ? std::nullopt : scan->table->schema().find("TimeGenerated");
    if (time && !is_bounded(*scan, *time)) unbounded.insert(scan->table->schema().name);
  });
  for (const TableInSyntax& table : tables_in(query.syntax)) {
    if (unbounded.erase(table.name) == 0) continue;
    findings.tell(query.rule, query.in_file(table.span),
                  fmt::format("Nothing bounds the time of {}: a hunting query has no period of its own.", table.name),
                  "begin with | where TimeGenerated > ago(7d)");
  }
}

/// Whether a pipeline has a stage that leaves rows out or groups them.
bool is_reduced(const parser::Pipeline& pipeline) {
  for (const parser::Operator& op : pipeline.operators) {
    if (std::holds_alternative<parser::WhereOperator>(op) || std::holds_alternative<parser::SummarizeOperator>(op) ||
        std::holds_alternative<parser::DistinctOperator>(op) || std::holds_alternative<parser::TopOperator>(op) ||
        std::holds_alternative<parser::TakeOperator>(op) || std::holds_alternative<parser::CountOperator>(op) ||
        std::holds_alternative<parser::JoinOperator>(op) || std::holds_alternative<parser::MakeSeriesOperator>(op) ||
        std::holds_alternative<parser::EvaluateOperator>(op) || std::holds_alternative<parser::MvApplyOperator>(op) ||
        std::holds_alternative<parser::ParseOperator>(op) || std::holds_alternative<parser::InvokeOperator>(op)) {
      return true;
    }
  }
  return false;
}

class WholeTables final : public SyntaxVisitor {
 public:
  WholeTables(const CheckedQuery& query, Findings& findings) : query_(query), findings_(findings) {
    for (const parser::Statement& statement : query.syntax.statements) {
      if (const auto* let = std::get_if<parser::LetStatement>(&statement)) lets_.insert(let->name.text);
    }
  }
  void visit_operator(const parser::Operator& op) override {
    if (const auto* join = std::get_if<parser::JoinOperator>(&op)) check(join->right);
  }

 private:
  void check(const parser::Expression& right) {
    const parser::Expression* at = &right;
    while (const auto* inner = std::get_if<parser::Parenthesized>(&at->node)) at = &*inner->inner;
    if (const auto* sub = std::get_if<parser::PipelineExpression>(&at->node)) {
      const auto* source = std::get_if<parser::Expression>(&sub->pipeline->source);
      if (source == nullptr || is_reduced(*sub->pipeline)) return;
      at = source;
    }
    const auto* name = std::get_if<parser::Name>(&at->node);
    if (name == nullptr || lets_.contains(name->text) || query_.engine.catalog().find(name->text) == nullptr) return;
    findings_.tell(
        query_.rule, query_.in_file(name->span),
        fmt::format("The right side of the join is all of {}, and a join holds its right side in memory.", name->text),
        "filter it first, or put the smaller side to the right");
  }

  const CheckedQuery& query_;
  Findings& findings_;
  std::set<std::string> lets_;
};

void check_joins(const CheckedQuery& query, Findings& findings) {
  WholeTables visitor(query, findings);
  walk(query.syntax, visitor);
}

class EveryColumn final : public SyntaxVisitor {
 public:
  EveryColumn(const CheckedQuery& query, Findings& findings) : query_(query), findings_(findings) {}

  void visit_operator(const parser::Operator& op) override {
    if (const auto* all = std::get_if<parser::UnionOperator>(&op)) {
      for (const parser::Expression& table : all->tables) {
        const auto* wildcard = std::get_if<parser::WildcardName>(&table.node);
        if (wildcard == nullptr || wildcard->pattern == "*") continue;
        tell(wildcard->span,
             fmt::format("'{}' reads every table of such a name, also those that come one day.", wildcard->pattern),
             "name the tables");
      }
    } else if (const auto* search = std::get_if<parser::SearchOperator>(&op)) {
      const auto* literal = std::get_if<parser::Literal>(&search->predicate.node);
      if (literal != nullptr)
        tell(literal->span, "search looks into every column of every row.",
             "name the column: | where UserAgent has \"...\"");
    }
  }
  void visit_expression(const parser::Expression& expression) override {
    const auto* binary = std::get_if<parser::Binary>(&expression.node);
    if (binary == nullptr || !std::holds_alternative<parser::Star>(binary->left->node)) return;
    tell(binary->span, "* looks into every column of every row.", "name the column");
  }

 private:
  void tell(parser::Span span, std::string message, std::string hint) {
    findings_.tell(query_.rule, query_.in_file(span), std::move(message), std::move(hint));
  }
  const CheckedQuery& query_;
  Findings& findings_;
};

void check_columns(const CheckedQuery& query, Findings& findings) {
  EveryColumn visitor(query, findings);
  walk(query.syntax, visitor);
}

}  // namespace

const Check scan_of_all_time{.code = "KR601",
                             .name = "scan-of-all-time",
                             .sentence = "Nothing bounds the time of a table that a hunting query reads.",
                             .severity = parser::Severity::note,
                             .of_plan = check_time};
const Check whole_table_joined{.code = "KR604",
                               .name = "whole-table-joined",
                               .sentence = "The right side of a join is a whole table.",
                               .severity = parser::Severity::note,
                               .of_syntax = check_joins};
const Check all_columns{.code = "KR605",
                        .name = "all-columns",
                        .sentence = "The query looks into every column, or into all tables of a pattern.",
                        .severity = parser::Severity::note,
                        .of_syntax = check_columns};

}  // namespace kelpie::rules::detail
