#include "rules/checks/detail/walk_syntax.hpp"

#include <type_traits>

namespace kelpie::rules::detail {

namespace {

using namespace parser;

class Walk {
 public:
  explicit Walk(SyntaxVisitor& visitor) : visitor_(visitor) {}

  void query(const Query& query) {
    for (const Statement& statement : query.statements) this->statement(statement);
  }

  void expression(const Expression& first) {
    for (const Expression* at = &first; at != nullptr;) {
      visitor_.visit_expression(*at);
      at = inside(*at);
    }
  }

 private:
  void statement(const Statement& statement) {
    if (const auto* let = std::get_if<LetStatement>(&statement)) {
      if (const auto* value = std::get_if<Pipeline>(&let->value))
        pipeline(*value);
      else
        body(*std::get<FunctionLiteral>(let->value).body);
    } else if (const auto* last = std::get_if<ExpressionStatement>(&statement)) {
      pipeline(last->pipeline);
    }
  }
  void body(const FunctionBody& body) {
    for (const Statement& one : body.statements) statement(one);
  }

  /// Goes through all parts but one, and gives that one: chains of operators lean to it.
  const Expression* inside(const Expression& expression) {
    if (const auto* binary = std::get_if<Binary>(&expression.node)) {
      this->expression(*binary->right);
      return &*binary->left;
    }
    if (const auto* member = std::get_if<Member>(&expression.node)) return &*member->base;
    if (const auto* index = std::get_if<Index>(&expression.node)) {
      this->expression(*index->index);
      return &*index->base;
    }
    if (const auto* unary = std::get_if<Unary>(&expression.node)) return &*unary->operand;
    if (const auto* inner = std::get_if<Parenthesized>(&expression.node)) return &*inner->inner;
    if (const auto* between = std::get_if<Between>(&expression.node)) {
      this->expression(*between->low);
      this->expression(*between->high);
      return &*between->value;
    }
    if (const auto* list = std::get_if<InList>(&expression.node)) {
      expressions(list->list);
      return &*list->value;
    }
    if (const auto* call = std::get_if<Call>(&expression.node)) this->call(*call);
    if (const auto* sub = std::get_if<PipelineExpression>(&expression.node)) pipeline(*sub->pipeline);
    return nullptr;
  }

  void call(const Call& call) {
    const bool of_table =
        call.function.text == "materialize" || call.function.text == "toscalar" || call.function.text == "view";
    for (const Argument& argument : call.arguments) {
      if (of_table)
        table(argument.value);
      else
        expression(argument.value);
    }
  }

  void table(const Expression& expression) {
    visitor_.visit_table(expression);
    (void)inside(expression);
    if (const auto* inner = std::get_if<Parenthesized>(&expression.node)) table(*inner->inner);
  }
  void tables(const std::vector<Expression>& list) {
    for (const Expression& one : list) table(one);
  }

  void pipeline(const Pipeline& pipeline) {
    visitor_.visit_pipeline(pipeline);
    source(pipeline.source);
    for (const Operator& op : pipeline.operators) {
      visitor_.visit_operator(op);
      std::visit([this](const auto& one) { this->op(one); }, op);
    }
  }
  void source(const Source& source) {
    std::visit(
        [this](const auto& one) {
          using S = std::decay_t<decltype(one)>;
          if constexpr (std::is_same_v<S, Expression>) {
            table(one);
          } else if constexpr (std::is_same_v<S, MacroExpandSource>) {
            body(*one.body);
          } else if constexpr (std::is_same_v<S, UnionOperator> || std::is_same_v<S, SearchOperator> ||
                               std::is_same_v<S, FindOperator> || std::is_same_v<S, EvaluateOperator>) {
            visitor_.visit_operator(Operator(one));
            op(one);
          } else if constexpr (std::is_same_v<S, PrintSource>) {
            named(one.columns);
          }
        },
        source);
  }

  void expressions(const std::vector<Expression>& list) {
    for (const Expression& one : list) expression(one);
  }
  void maybe(const std::optional<Expression>& one) {
    if (one) expression(*one);
  }
  void named(const std::vector<NamedExpression>& list) {
    for (const NamedExpression& one : list) expression(one.value);
  }
  void terms(const std::vector<OrderTerm>& list) {
    for (const OrderTerm& one : list) expression(one.value);
  }

  template <typename T>
  void op(const T&) {}  // nothing in it but names
  void op(const WhereOperator& one) { expression(one.predicate); }
  void op(const ProjectOperator& one) { named(one.columns); }
  void op(const ExtendOperator& one) { named(one.columns); }
  void op(const SerializeOperator& one) { named(one.columns); }
  void op(const DistinctOperator& one) { named(one.columns); }
  void op(const SummarizeOperator& one) { named(one.aggregates), named(one.by); }
  void op(const SortOperator& one) { terms(one.terms); }
  void op(const TopOperator& one) { expression(one.count), terms(one.terms); }
  void op(const TakeOperator& one) { expression(one.count); }
  void op(const JoinOperator& one) { table(one.right), expressions(one.conditions); }
  void op(const LookupOperator& one) { table(one.right), expressions(one.conditions); }
  void op(const UnionOperator& one) { tables(one.tables); }
  void op(const SearchOperator& one) { tables(one.tables), expression(one.predicate); }
  void op(const FindOperator& one) { tables(one.tables), expression(one.predicate); }
  void op(const MvExpandOperator& one) { items(one.items); }
  void op(const MvApplyOperator& one) { items(one.items), pipeline(*one.subquery); }
  void op(const ParseOperator& one) { expression(one.source); }
  void op(const ParseKvOperator& one) { expression(one.source); }
  void op(const MakeSeriesOperator& one) {
    for (const MakeSeriesAggregate& aggregate : one.aggregates) expression(aggregate.value.value);
    expression(one.axis.value);
    maybe(one.from), maybe(one.to), maybe(one.step), named(one.by);
  }
  void op(const InvokeOperator& one) { call(one.call); }
  void op(const EvaluateOperator& one) { call(one.call); }
  void op(const TopHittersOperator& one) { expression(one.of.value), maybe(one.by); }
  void op(const PartitionOperator& one) { expression(one.by), pipeline(*one.subquery); }
  void op(const ReduceOperator& one) { expression(one.by); }
  void op(const ScanOperator& one) {
    for (const ScanStep& step : one.steps) expression(step.condition);
  }
  void op(const ForkOperator& one) {
    for (const ForkBranch& branch : one.branches) pipeline(*branch.subquery);
  }
  void op(const FacetOperator& one) {
    if (one.with) pipeline(**one.with);
  }
  void op(const GraphMatchOperator& one) { maybe(one.where), named(one.project); }
  void op(const GraphWhereOperator& one) { expression(one.predicate); }
  void items(const std::vector<MvExpandItem>& list) {
    for (const MvExpandItem& one : list) expression(one.value);
  }

  SyntaxVisitor& visitor_;
};

}  // namespace

void walk(const parser::Query& query, SyntaxVisitor& visitor) { Walk(visitor).query(query); }
void walk(const parser::Expression& expression, SyntaxVisitor& visitor) { Walk(visitor).expression(expression); }

}  // namespace kelpie::rules::detail
