#include "executor/stored/stored_function.hpp"

#include <algorithm>
#include <set>

#include "executor/stored/shift_spans.hpp"
#include "parser/parse.hpp"
#include "tables/type.hpp"

namespace kelpie::executor {

namespace {

using parser::Literal;
using parser::LiteralType;

std::string without_breaks(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const bool blank = c == ' ' || (c >= '\t' && c <= '\r');
    if (!blank) result += c;
    else if (!result.empty() && result.back() != ' ') result += ' ';
  }
  return result;
}

/// Can the default be a value of the type? A calculation (ago(1d), -1) can.
bool suits(const parser::Expression& value, tables::Type type) {
  if (std::holds_alternative<parser::DynamicLiteral>(value.node)) return type == tables::Type::dynamic;
  const auto* literal = std::get_if<Literal>(&value.node);
  if (literal == nullptr || type == tables::Type::dynamic) return true;
  switch (literal->type) {
    case LiteralType::boolean: return type == tables::Type::boolean;
    case LiteralType::int_:
    case LiteralType::long_: return tables::is_numeric(type);
    case LiteralType::real: return type == tables::Type::real || type == tables::Type::decimal;
    case LiteralType::decimal: return type == tables::Type::decimal;
    case LiteralType::string: return type == tables::Type::string;
    case LiteralType::datetime: return type == tables::Type::datetime;
    case LiteralType::timespan: return type == tables::Type::timespan;
    case LiteralType::guid: return type == tables::Type::guid;
    case LiteralType::null: return true;
  }
  return true;
}

/// The first parameter of `let f=(...)` where it is a name alone: what is in brackets is then no list of parameters to the parser.
std::optional<parser::Span> untyped_parameter(std::string_view literal) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t begin = literal.find_first_not_of(blanks, literal.find('(') + 1);
  if (begin == std::string_view::npos || literal[begin] == ')' || literal[begin] == '[') return std::nullopt;
  const std::size_t end = std::min(literal.find_first_of("/ \t\r\n,=):", begin), literal.size());
  const std::size_t next = std::min(literal.find_first_not_of(blanks, end), literal.size());
  if (begin == end || next == literal.size() || std::string_view(",=)").find(literal[next]) == std::string_view::npos) return std::nullopt;
  return parser::Span{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

parser::Span shifted(parser::Span span, std::uint32_t offset) { return {span.begin + offset, span.end + offset}; }

}  // namespace

std::string StoredFunction::place() const {
  return source_.file->path + ":" + std::to_string(parser::position_of(source_.file->text, source_.header.begin).line);
}

std::string StoredFunction::signature() const { return source_.signature.empty() ? "()" : without_breaks(source_.signature); }

std::string StoredFunction::body() const {
  const parser::FunctionLiteral* function = literal();
  if (function == nullptr) return {};
  const parser::Span span = function->body->span;  // braces and all
  const std::size_t begin = span.begin - base_ - source_.offset + 1, end = span.end - base_ - source_.offset - 1;
  std::string_view text = std::string_view(source_.literal).substr(begin, end - begin);
  // The header's comments are not the body's.
  while (true) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    if (!text.substr(first).starts_with("//")) break;
    const std::size_t line = text.find('\n', first);
    if (line == std::string_view::npos) return {};
    text.remove_prefix(line);
  }
  text.remove_prefix(text.find_first_not_of("\r\n"));
  while (text.back() == ' ' || text.back() == '\n' || text.back() == '\r' || text.back() == '\t') text.remove_suffix(1);
  return std::string(text);
}

const parser::FunctionLiteral* StoredFunction::literal() const {
  std::call_once(once_, [this] { read(); });
  return sound_ ? &literal_ : nullptr;
}

const FunctionDiagnostics& StoredFunction::diagnostics() const {
  std::call_once(once_, [this] { read(); });
  return diagnostics_;
}

void StoredFunction::read() const {
  if (const auto parameter = untyped_parameter(source_.literal)) {
    const std::string name = source_.literal.substr(parameter->begin, parameter->end - parameter->begin);
    diagnostics_.push_back({source_.file,
                            {parser::Severity::error, "KF006", "The parameter '" + name + "' has no type.", shifted(*parameter, source_.offset),
                             "write " + name + ": string, or another type"}});
    return;
  }
  parser::ParseResult parsed = parser::parse(source_.literal);
  for (parser::Diagnostic& diagnostic : parsed.diagnostics) {
    // The closing brace is ours where the body ends with its file.
    constexpr std::string_view brace = "found '}'";
    const std::size_t at = diagnostic.message.find(brace);
    if (at != std::string::npos && diagnostic.span.begin + source_.offset >= source_.file->text.size()) {
      diagnostic.message.replace(at, brace.size(), "found the end of the file");
    }
    diagnostic.span = shifted(diagnostic.span, source_.offset);
    diagnostics_.push_back({source_.file, std::move(diagnostic)});
  }
  auto* let = parsed.query.statements.empty() ? nullptr : std::get_if<parser::LetStatement>(&parsed.query.statements.front());
  auto* function = let == nullptr ? nullptr : std::get_if<parser::FunctionLiteral>(&let->value);
  if (function != nullptr && parsed.ok() && parsed.query.statements.size() == 1) {
    check(*function);
    if (!has_errors(diagnostics_)) {
      literal_ = std::move(*function);
      literal_.view = source_.view && literal_.parameters.empty();
      shift_spans(literal_, base_ + source_.offset);
      sound_ = true;
    }
  } else if (!has_errors(diagnostics_)) {
    diagnostics_.push_back({source_.file,
                            {parser::Severity::error, "KF003", "The function '" + source_.name + "' does not end where its file does.", source_.header,
                             "is there a closing brace too many in its body?"}});
  }
}

void StoredFunction::check(const parser::FunctionLiteral& literal) const {
  const auto tell = [&](std::string code, std::string message, parser::Span span, std::string hint = {}) {
    diagnostics_.push_back({source_.file, {parser::Severity::error, std::move(code), std::move(message), shifted(span, source_.offset), std::move(hint)}});
  };
  std::set<std::string> names;
  for (const parser::FunctionParameter& parameter : literal.parameters) {
    if (!names.insert(parameter.name.text).second) tell("KF006", "Two parameters have the name '" + parameter.name.text + "'.", parameter.name.span);
    for (const parser::ColumnDeclaration& column : parameter.columns) {
      if (!tables::type_from_name(column.type)) tell("KF006", "'" + column.type + "' is no type.", column.type_span);
    }
    if (parameter.tabular) continue;
    const auto type = tables::type_from_name(parameter.type);
    if (!type) {
      tell("KF006", "'" + parameter.type + "' is no type.", parameter.type_span,
           "the types are bool, int, long, real, decimal, string, datetime, timespan, guid and dynamic");
    } else if (parameter.default_value && !suits(*parameter.default_value, *type)) {
      tell("KF006", "The default of '" + parameter.name.text + "' is no " + std::string(tables::name_of(*type)) + ".", span_of(*parameter.default_value));
    }
  }
  const auto& statements = literal.body->statements;
  if (statements.empty() || !std::holds_alternative<parser::ExpressionStatement>(statements.back())) {
    tell("KF008", "The function '" + source_.name + "' has no result: its last statement must be an expression.",
         statements.empty() ? literal.body->span : span_of(statements.back()));
  }
}

}  // namespace kelpie::executor
