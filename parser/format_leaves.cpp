#include <algorithm>

#include "parser/detail/format_writer.hpp"
#include "parser/detail/scan.hpp"

namespace kelpie::parser::detail {
namespace {

/// True where the text reads back as this type without its name around it.
bool stands_bare(const Literal& literal) {
  const Iterator begin = literal.text.data();
  const Iterator end = begin + literal.text.size();
  const NumberScan scan = scan_number(begin, end);
  return scan.end == end && scan.end != nullptr && !scan.bad_tail && scan.type == literal.type;
}

std::string_view word_of(LiteralType type) {
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
    case LiteralType::datetime:
      return "datetime";
    case LiteralType::timespan:
      return "timespan";
    case LiteralType::guid:
      return "guid";
    default:
      return "";
  }
}

bool is_plain(char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F; }

char hex_digit(unsigned value) { return "0123456789abcdef"[value & 0xFu]; }

void append_escaped(std::string& result, char c, char quote) {
  static constexpr std::string_view letters = "abfnrtv";
  static constexpr std::string_view meanings = "\a\b\f\n\r\t\v";
  if (c == quote || c == '\\') {
    result += '\\';
    result += c;
  } else if (const auto i = meanings.find(c); i != std::string_view::npos) {
    result += '\\';
    result += letters[i];
  } else if (is_plain(c)) {
    result += c;
  } else {
    result += "\\u00";
    result += hex_digit(static_cast<unsigned char>(c) >> 4);
    result += hex_digit(static_cast<unsigned char>(c));
  }
}

std::string escaped(std::string_view text, char quote) {
  std::string result(1, quote);
  for (const char c : text) append_escaped(result, c, quote);
  result += quote;
  return result;
}

/// The literal as it stands in the source, where it is one piece there.
std::string_view as_written(std::string_view source, const Literal& literal) {
  if (source.empty() || literal.span.end > source.size() || literal.span.empty()) return {};
  const Iterator begin = source.data() + literal.span.begin;
  const StringScan scan = scan_string(begin, source.data() + literal.span.end);
  if (scan.problem != StringProblem::none || scan.end != source.data() + literal.span.end || scan.text != literal.text)
    return {};
  return {begin, static_cast<std::size_t>(scan.end - begin)};
}

}  // namespace

/// Verbatim where only backslashes would need escapes, else with escapes.
std::string FormatWriter::encode(std::string_view text) {
  const bool backslash = text.find('\\') != std::string_view::npos;
  if (backslash && std::all_of(text.begin(), text.end(), is_plain)) {
    std::string result = "@\"";
    for (const char c : text) result.append(c == '"' ? 2 : 1, c);
    return result + '"';
  }
  return escaped(text, '"');
}

std::string FormatWriter::encode_name(std::string_view text) { return "[" + escaped(text, '\'') + "]"; }

void FormatWriter::name(const Name& name) { word(name.span, name.quoted ? encode_name(name.text) : name.text); }

void FormatWriter::string(const Literal& literal) {
  reach(literal.span);
  if (const std::string_view written = as_written(source_, literal); !written.empty())
    layout_.text(written);
  else
    layout_.text(encode(literal.text));
}

void FormatWriter::literal(const Literal& literal) {
  if (literal.type == LiteralType::string) return string(literal);
  reach(literal.span);
  const std::string_view type = word_of(literal.type);
  if (literal.type == LiteralType::null) return word("null");
  if (literal.is_null) return word(std::string(type) + "(null)");
  const bool negative = literal.text.starts_with('-');
  Literal positive = literal;
  if (negative && in_dynamic_) positive.text.erase(0, 1);
  const bool truth = literal.type == LiteralType::boolean && (literal.text == "true" || literal.text == "false");
  if (truth || stands_bare(positive)) return word(literal.text);
  // A datetime's text may hold a parenthesis only if it stood in quotes.
  const bool quoted = literal.text.find_first_of(")\n;\"'") != std::string::npos;
  word(std::string(type) + "(" + (quoted ? escaped(literal.text, '"') : literal.text) + ")");
}

}  // namespace kelpie::parser::detail
