#include "parser/detail/format_writer.hpp"
#include "parser/detail/operators.hpp"

namespace kelpie::parser::detail {
namespace {

int level_of(BinaryOperator op) {
  using enum BinaryOperator;
  switch (op) {
    case or_:
      return or_level;
    case and_:
      return and_level;
    case equal:
    case not_equal:
      return equality_level;
    case less:
    case less_equal:
    case greater:
    case greater_equal:
      return relational_level;
    case add:
    case subtract:
      return additive_level;
    case multiply:
    case divide:
    case modulo:
      return multiplicative_level;
    default:
      return string_level;
  }
}

int level_of(const Expression& expression) {
  if (const auto* binary = std::get_if<Binary>(&expression.node)) return level_of(binary->op);
  if (std::holds_alternative<Between>(expression.node) || std::holds_alternative<InList>(expression.node))
    return equality_level;
  return level_count;
}

/// The terms of a chain of one operator, whichever way its tree leans.
void collect_terms(const Expression& expression, BinaryOperator op, std::vector<const Expression*>& terms,
                   std::vector<Span>& ops) {
  const auto* binary = std::get_if<Binary>(&expression.node);
  if (binary == nullptr || binary->op != op) {
    terms.push_back(&expression);
    return;
  }
  collect_terms(*binary->left, op, terms, ops);
  ops.push_back(binary->op_span);
  collect_terms(*binary->right, op, terms, ops);
}

}  // namespace

void FormatWriter::write(const Expression& expression) {
  std::visit([this](const auto& one) { node(one); }, expression.node);
}

/// Parsed trees hold their parentheses; a tree that was put together gets them where it needs them.
void FormatWriter::operand(const Expression& expression, int level) {
  if (level_of(expression) >= level) return write(expression);
  word("(");
  write(expression);
  word(")");
}

void FormatWriter::node(const BadExpression& bad) {
  reach(bad.span);
  if (bad.span.end <= source_.size()) word(source_.substr(bad.span.begin, bad.span.end - bad.span.begin));
}

void FormatWriter::node(const DynamicLiteral& dynamic) {
  word(dynamic.span, "dynamic(");
  const bool outer = std::exchange(in_dynamic_, true);
  write(*dynamic.value);
  in_dynamic_ = outer;
  reach_end(dynamic.span);
  word(")");
}

void FormatWriter::node(const DynamicArray& array) {
  word(array.span, "[");
  const Layout::Group group(layout_);
  {
    const Layout::Indented indented(layout_);
    layout_.soft();
    filled(array.elements);
    reach_end(array.span);
  }
  layout_.soft();
  word("]");
}

void FormatWriter::node(const DynamicBag& bag) {
  word(bag.span, "{");
  const Layout::Group group(layout_);
  {
    const Layout::Indented indented(layout_);
    layout_.soft();
    for (std::size_t i = 0; i < bag.entries.size(); ++i) {
      if (i > 0) separate(bag.entries[i].key.span);
      string(bag.entries[i].key);
      word(":");
      layout_.space();
      write(bag.entries[i].value);
    }
    reach_end(bag.span);
  }
  layout_.soft();
  word("}");
}

void FormatWriter::node(const EntityGroup& group) {
  word(group.span, "entity_group [");
  {
    const Layout::Group fits(layout_);
    {
      const Layout::Indented indented(layout_);
      layout_.soft();
      list(group.entities);
      reach_end(group.span);
    }
    layout_.soft();
  }
  word("]");
}

void FormatWriter::node(const TypeLiteral& type) { word(type.span, "typeof(" + type.type + ")"); }

void FormatWriter::node(const Member& member) {
  write(*member.base);
  word(".");
  name(member.member);
}

void FormatWriter::node(const Index& index) {
  write(*index.base);
  word("[");
  write(*index.index);
  reach_end(index.span);
  word("]");
}

void FormatWriter::item(const Argument& argument) {
  if (argument.name) {
    name(*argument.name);
    word("=");
  }
  write(argument.value);
}

void FormatWriter::node(const Call& call) {
  if (call.qualifier) {
    write(**call.qualifier);
    word(".");
  }
  name(call.function);
  call_tail(call);
}

void FormatWriter::call_tail(const Call& call) {
  word("(");
  if (!call.arguments.empty()) {
    const Layout::Group group(layout_);
    {
      const Layout::Indented indented(layout_);
      layout_.soft();
      list(call.arguments);
      reach_end(call.span);
    }
    layout_.soft();
  } else {
    reach_end(call.span);
  }
  word(")");
}

void FormatWriter::node(const Unary& unary) {
  word(unary.span, unary.op == UnaryOperator::minus ? "-" : "+");
  // -(-x) was written - -x
  if (std::holds_alternative<Unary>(unary.operand->node)) layout_.space();
  operand(*unary.operand, level_count);
}

void FormatWriter::logical_term(const Expression& term, int level) {
  const auto* chain = std::get_if<Binary>(&term.node);
  if (chain != nullptr && chain->op == BinaryOperator::and_ && level == and_level)
    logical_chain(*chain, true);
  else
    operand(term, level);
}

void FormatWriter::logical_chain(const Binary& chain, bool inner) {
  std::vector<const Expression*> terms;
  std::vector<Span> ops;
  collect_terms(*chain.left, chain.op, terms, ops);
  ops.push_back(chain.op_span);
  collect_terms(*chain.right, chain.op, terms, ops);
  const Layout::Group group(layout_);
  const int level = level_of(chain.op) + 1;
  logical_term(*terms.front(), level);
  const Layout::Indented indented(layout_);
  if (inner) layout_.indent();
  for (std::size_t i = 1; i < terms.size(); ++i) {
    reach_line_end(ops[i - 1].begin);
    layout_.line();
    word(ops[i - 1], spelling(chain.op));
    layout_.space();
    logical_term(*terms[i], level);
  }
  if (inner) layout_.dedent();
}

void FormatWriter::node(const Binary& binary) {
  const int level = level_of(binary.op);
  if (level <= and_level) return logical_chain(binary, false);
  // All operators of one level associate to the left: a loop along the left spine.
  std::vector<const Binary*> spine{&binary};
  const Expression* first = &*binary.left;
  for (const auto* left = std::get_if<Binary>(&first->node); left != nullptr && level_of(left->op) == level;
       left = std::get_if<Binary>(&first->node)) {
    spine.push_back(left);
    first = &*left->left;
  }
  const Layout::Group group(layout_);
  operand(*first, level);
  const Layout::Indented indented(layout_);
  for (auto op = spine.rbegin(); op != spine.rend(); ++op) {
    if ((*op)->op == BinaryOperator::search_column) {
      word((*op)->op_span, ":");
    } else {
      layout_.space();
      word((*op)->op_span, spelling((*op)->op));
      reach_line_end(span_of(*(*op)->right).begin);
      layout_.line();
    }
    operand(*(*op)->right, level + 1);
  }
}

void FormatWriter::node(const Between& between) {
  operand(*between.value, equality_level);
  layout_.space();
  word(between.negated ? "!between" : "between");
  layout_.space();
  word("(");
  write(*between.low);
  layout_.space();
  word("..");
  layout_.space();
  write(*between.high);
  reach_end(between.span);
  word(")");
}

void FormatWriter::node(const InList& in) {
  operand(*in.value, equality_level);
  layout_.space();
  word(in.op_span, spelling(in.op));
  layout_.space();
  word("(");
  const Layout::Group group(layout_);
  {
    const Layout::Indented indented(layout_);
    layout_.soft();
    filled(in.list);
    reach_end(in.span);
  }
  layout_.soft();
  word(")");
}

void FormatWriter::node(const Parenthesized& parenthesized) {
  word(parenthesized.span, "(");
  const Layout::Group group(layout_);
  {
    const Layout::Indented indented(layout_);
    layout_.soft();
    write(*parenthesized.inner);
    reach_end(parenthesized.span);
  }
  layout_.soft();
  word(")");
}

}  // namespace kelpie::parser::detail
