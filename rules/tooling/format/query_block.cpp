#include "rules/tooling/format/query_block.hpp"

#include <algorithm>

#include "parser/dump.hpp"
#include "parser/format.hpp"
#include "parser/parse.hpp"
#include "rules/tooling/format/plain_scalar.hpp"

namespace kelpie::rules::tooling {

namespace {

using Role = LaidLine::Role;

/// Printable characters and line ends only (YAML 1.2, 5.1), no blank line that would be lost.
bool fits_into_block(std::string_view text) {
  const auto forbidden = [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
  };
  return std::none_of(text.begin(), text.end(), forbidden);
}

/// The comment on the line where the value's style shows, with two blanks before it.
std::string comment_of_header(std::string_view text, std::size_t begin) {
  const char style = text[begin];
  std::size_t from = begin;
  if (style == '"' || style == '\'') from = end_of_quoted(text, begin);
  const std::string_view line = text.substr(from, std::min(text.find('\n', from), text.size()) - from);
  const std::size_t hash = std::min(line.find(" #"), line.find("\t#"));
  if (hash == std::string_view::npos) return {};
  std::string comment(1, ' ');
  comment += line.substr(hash + 1);
  comment.erase(comment.find_last_not_of(" \t") + 1);
  return comment;
}

}  // namespace

bool same_query(std::string_view a, std::string_view b) {
  const parser::ParseResult first = parser::parse(a), second = parser::parse(b);
  return first.ok() && second.ok() && parser::dump(first.query) == parser::dump(second.query);
}

void write_query(std::string_view text, const YamlOutline& value, RuleSection& section) {
  if (value.kind != YamlOutline::Kind::scalar || value.properties || value.offset >= text.size()) return;
  const parser::ParseResult parsed = parser::parse(value.text);
  if (!parsed.ok()) return;
  const std::string query = parser::format(parsed.query, value.text);
  if (query.empty() || query.front() == ' ' || !fits_into_block(query) || !same_query(query, value.text)) return;
  // A comment between the key and its value would have no place.
  const auto value_begin = std::find_if(section.lines.begin() + 1, section.lines.end(),
                                        [](const LaidLine& line) { return line.role == Role::comment; });
  const auto value_end = std::find_if(section.lines.rbegin(), section.lines.rend(), [](const LaidLine& line) {
                           return line.role == Role::content || line.role == Role::structure;
                         }).base();
  if (value_begin < value_end) return;
  std::vector<LaidLine> lines{{Role::structure, "query: |" + comment_of_header(text, value.offset)}};
  for (std::size_t at = 0; at < query.size();) {
    const std::size_t end = std::min(query.find('\n', at), query.size());
    std::string line(end == at ? 0 : 2, ' ');
    line.append(query, at, end - at);
    lines.push_back({Role::content, std::move(line)});
    at = end + 1;
  }
  lines.insert(lines.end(), value_end, section.lines.end());
  section.lines = std::move(lines);
}

}  // namespace kelpie::rules::tooling
