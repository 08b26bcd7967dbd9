#include "rules/checks/detail/tables_in_syntax.hpp"

#include "rules/checks/detail/walk_syntax.hpp"

namespace kelpie::rules::detail {

namespace {

class Tables final : public SyntaxVisitor {
 public:
  void visit_table(const parser::Expression& expression) override {
    if (const auto* name = std::get_if<parser::Name>(&expression.node)) tables.push_back({name->text, name->span});
    if (const auto* call = std::get_if<parser::Call>(&expression.node))
      tables.push_back({call->function.text, call->function.span});
  }
  std::vector<TableInSyntax> tables;
};

}  // namespace

std::vector<TableInSyntax> tables_in(const parser::Query& query) {
  Tables visitor;
  walk(query, visitor);
  return std::move(visitor.tables);
}

}  // namespace kelpie::rules::detail
