#include "parser/dump.hpp"

#include <fmt/format.h>

#include "parser/detail/dump_writer.hpp"
#include "parser/detail/operators.hpp"

namespace kelpie::parser {
namespace detail {
namespace {

std::string_view head_of(LiteralType type) {
  switch (type) {
    case LiteralType::boolean:
      return "bool";
    case LiteralType::int_:
      return "int";
    case LiteralType::long_:
      return "long";
    case LiteralType::real:
      return "real";
    case LiteralType::decimal:
      return "decimal";
    case LiteralType::string:
      return "string";
    case LiteralType::datetime:
      return "datetime";
    case LiteralType::timespan:
      return "timespan";
    case LiteralType::guid:
      return "guid";
    case LiteralType::null:
      return "null";
  }
  return "literal";
}

}  // namespace

void DumpWriter::open(std::string_view head, Span span) {
  if (!out_.empty() && out_.back() != '(' && out_.back() != '\n') out_ += ' ';
  out_ += '(';
  out_ += head;
  if (options_.spans && !span.empty()) out_ += fmt::format("@{}-{}", span.begin, span.end);
}

void DumpWriter::word(std::string_view text) {
  out_ += ' ';
  out_ += text;
}

void DumpWriter::text(std::string_view text) {
  out_ += " \"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      out_ += {'\\', c};
    else if (c == '\n')
      out_ += "\\n";
    else if (c == '\r')
      out_ += "\\r";
    else if (static_cast<unsigned char>(c) < 0x20)
      out_ += fmt::format("\\x{:02x}", c);
    else
      out_ += c;
  }
  out_ += '"';
}

void DumpWriter::name(const Name& name) {
  if (name.quoted)
    text(name.text);
  else
    word(name.text);
}

void DumpWriter::write(const Expression& expression) {
  std::visit([this](const auto& node) { write(node); }, expression.node);
}

void DumpWriter::write(const BadExpression& bad) {
  open("bad-expression", bad.span);
  close();
}

void DumpWriter::write(const Literal& literal) {
  open(head_of(literal.type), literal.span);
  if (literal.type == LiteralType::null) return close();
  if (literal.is_null)
    word("null");
  else if (literal.type == LiteralType::string)
    text(literal.text);
  else if (literal.type == LiteralType::datetime && literal.text.empty())
    word("now");
  else
    word(literal.text);
  close();
}

void DumpWriter::write(const DynamicArray& array) {
  open("array", array.span);
  all(array.elements);
  close();
}

void DumpWriter::write(const DynamicBag& bag) {
  open("bag", bag.span);
  for (const DynamicEntry& entry : bag.entries) {
    open("entry", {});
    text(entry.key.text);
    write(entry.value);
    close();
  }
  close();
}

void DumpWriter::write(const DynamicLiteral& literal) {
  open("dynamic", literal.span);
  write(literal.value);
  close();
}

void DumpWriter::write(const EntityGroup& group) {
  open("entity_group", group.span);
  all(group.entities);
  close();
}

void DumpWriter::write(const TypeLiteral& type) {
  open("typeof", type.span);
  word(type.type);
  close();
}

void DumpWriter::write(const Star& star) {
  open("*", star.span);
  close();
}

void DumpWriter::write(const WildcardName& wildcard) {
  open("wildcard", wildcard.span);
  word(wildcard.pattern);
  close();
}

void DumpWriter::write(const Name& node) {
  open("name", node.span);
  name(node);
  close();
}

void DumpWriter::write(const Member& member) {
  open(".", member.span);
  write(member.base);
  name(member.member);
  close();
}

void DumpWriter::write(const Index& index) {
  open("index", index.span);
  write(index.base);
  write(index.index);
  close();
}

void DumpWriter::write(const Argument& argument) {
  if (!argument.name) return write(argument.value);
  open("argument", argument.span);
  name(*argument.name);
  write(argument.value);
  close();
}

void DumpWriter::write(const Call& call) {
  open("call", call.span);
  name(call.function);
  maybe("of", call.qualifier);
  all(call.arguments);
  close();
}

void DumpWriter::write(const Unary& unary) {
  open(unary.op == UnaryOperator::minus ? "negate" : "plus", unary.span);
  write(unary.operand);
  close();
}

void DumpWriter::write(const Binary& binary) {
  open(spelling(binary.op), binary.span);
  write(binary.left);
  write(binary.right);
  close();
}

void DumpWriter::write(const Between& between) {
  open(between.negated ? "!between" : "between", between.span);
  write(between.value);
  write(between.low);
  write(between.high);
  close();
}

void DumpWriter::write(const InList& in) {
  open(spelling(in.op), in.span);
  write(in.value);
  all(in.list);
  close();
}

void DumpWriter::write(const Parenthesized& parenthesized) {
  open("parenthesis", parenthesized.span);
  write(parenthesized.inner);
  close();
}

void DumpWriter::write(const PipelineExpression& pipeline) { write(pipeline.pipeline); }

}  // namespace detail

std::string dump(const Query& query, const DumpOptions& options) {
  detail::DumpWriter writer(options);
  writer.write(query);
  return writer.take();
}

std::string dump(const Expression& expression, const DumpOptions& options) {
  detail::DumpWriter writer(options);
  writer.write(expression);
  return writer.take();
}

}  // namespace kelpie::parser
