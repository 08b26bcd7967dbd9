#include "rules/tooling/format/format_rule.hpp"

#include <algorithm>
#include <optional>

#include "parser/parse.hpp"
#include "rules/detail/yaml_guard.hpp"
#include "rules/load.hpp"
#include "rules/tooling/format/query_block.hpp"
#include "rules/tooling/format/rule_sections.hpp"
#include "rules/tooling/format/yaml_layout.hpp"
#include "rules/tooling/format/yaml_outline.hpp"

namespace kelpie::rules::tooling {

namespace {

using Kind = YamlOutline::Kind;
using Outcome = FormattedRule::Outcome;

/// Lines end with \n; nothing where a carriage return stands alone.
std::optional<std::string> with_plain_line_ends(std::string_view text) {
  std::string result;
  result.reserve(text.size() + 1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      result += text[i];
    } else if (i + 1 >= text.size() || text[i + 1] != '\n') {
      return std::nullopt;
    }
  }
  if (!result.ends_with('\n')) result += '\n';
  return result;
}

/// A stretch of the file between document marks, and the mark's line that stands before it.
struct Document {
  std::string mark;
  std::string text;
};
bool is_mark(std::string_view line) {
  return (line.starts_with("---") || line.starts_with("...")) &&
         (line.size() == 3 || line[3] == ' ' || line[3] == '\t');
}
std::vector<Document> cut_at_marks(std::string_view text) {
  std::vector<Document> documents(1);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    const std::string_view line = text.substr(at, end - at);
    if (is_mark(line))
      documents.push_back({std::string(line.substr(0, line.find_last_not_of(" \t") + 1)), {}});
    else
      documents.back().text += std::string(line) + '\n';
    at = end + 1;
  }
  return documents;
}

std::size_t position_of_key(const YamlOutline& root, std::string_view key) {
  for (std::size_t i = 0; i + 1 < root.children.size(); i += 2) {
    if (root.children[i].kind == Kind::scalar && root.children[i].text == key) return i;
  }
  return root.children.size();
}

/// Other YAML has no query with an id, and nothing else of a rule.
bool is_rule(const YamlOutline& root) {
  if (root.kind != Kind::map) return false;
  const auto has = [&](std::string_view key) { return position_of_key(root, key) < root.children.size(); };
  constexpr std::string_view telling[] = {
      "query",          "queryFrequency",     "queryPeriod", "triggerOperator", "triggerThreshold",
      "entityMappings", "relevantTechniques", "tactics",     "severity",        "requiredDataConnectors"};
  return (has("query") && has("id")) || std::count_if(std::begin(telling), std::end(telling), has) >= 2;
}

/// The same document but for the order of keys and the layout of the query.
bool same_rule(const YamlOutline& a, const YamlOutline& b) {
  if (a.kind != Kind::map) return same_meaning(a, b);
  if (b.kind != Kind::map || a.children.size() != b.children.size()) return false;
  for (std::size_t i = 0; i + 1 < a.children.size(); i += 2) {
    const std::size_t other = position_of_key(b, a.children[i].text);
    if (other >= b.children.size() || !same_meaning(a.children[i], b.children[other])) return false;
    const YamlOutline& first = a.children[i + 1];
    const YamlOutline& second = b.children[other + 1];
    if (same_meaning(first, second)) continue;
    if (a.children[i].text != "query" || first.kind != Kind::scalar || second.kind != Kind::scalar ||
        !same_query(first.text, second.text))
      return false;
  }
  return true;
}

std::optional<std::string> formatted_document(const std::string& text) {
  if (text.find_first_not_of(" \t\n") == std::string::npos) return std::string();
  const std::vector<YamlOutline> documents = outline_of(text);
  if (documents.empty()) return text;  // comments alone
  if (documents.size() != 1) return std::nullopt;
  const YamlOutline& root = documents.front();
  const auto lines = lay_out(text, root);
  if (!lines) return std::nullopt;
  RuleSections parts = cut_into_sections(*lines, root);
  for (std::size_t i = 0; i < parts.sections.size(); ++i) {
    if (parts.sections[i].key == "query") write_query(text, root.children[2 * i + 1], parts.sections[i]);
  }
  if (!has_anchors(root)) put_in_order(parts.sections);
  return joined(parts);
}

std::optional<std::string> formatted_text(const std::string& text) {
  std::string result;
  for (const Document& document : cut_at_marks(text)) {
    if (!document.mark.empty()) result += document.mark + '\n';
    const bool directive = document.text.starts_with("%") || document.text.find("\n%") != std::string::npos;
    const auto formatted = directive ? std::nullopt : formatted_document(document.text);
    if (!formatted) return std::nullopt;
    result += *formatted;
  }
  return result;
}

FormattedRule left(std::string_view text, std::string reason) {
  return {Outcome::left, std::string(text), std::move(reason), {}};
}

/// Errors of the queries' syntax; places are those in the file.
void tell_of_queries(const LoadedRules& loaded, RuleDiagnostics& diagnostics) {
  for (const Rule& rule : loaded.rules) {
    for (parser::Diagnostic& one : parser::parse(rule.query).diagnostics) {
      one.span = place_of(one.span, rule.query_offsets);
      diagnostics.push_back({rule.source, std::move(one)});
    }
  }
}

}  // namespace

FormattedRule format_rule(std::string path, std::string_view text) {
  LoadedRules loaded;
  read_rule(path, text, loaded);
  const std::string_view content = text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
  const bool readable =
      std::none_of(loaded.diagnostics.begin(), loaded.diagnostics.end(), [](const RuleDiagnostic& one) {
        return one.diagnostic.code == "KR001" || one.diagnostic.code == "KR002" || one.diagnostic.code == "KR003";
      });
  const auto plain = with_plain_line_ends(content);
  if (readable && plain && !detail::check_yaml(*plain)) {
    const std::vector<YamlOutline> documents = outline_of(*plain);
    if (std::none_of(documents.begin(), documents.end(), is_rule)) return left(text, "no rule");
  }
  tell_of_queries(loaded, loaded.diagnostics);
  if (has_errors(loaded.diagnostics)) return {Outcome::refused, std::string(text), {}, std::move(loaded.diagnostics)};
  if (!plain) return left(text, "a carriage return stands without a line feed");
  const std::vector<YamlOutline> before = outline_of(*plain);
  if (std::any_of(before.begin(), before.end(), [](const YamlOutline& root) { return root.flow; }))
    return left(text, "it is written in braces");
  constexpr std::string_view unknown_form = "it has a form of YAML that is not formatted";
  const auto formatted = formatted_text(*plain);
  if (!formatted || detail::check_yaml(*formatted)) return left(text, std::string(unknown_form));
  const std::vector<YamlOutline> after = outline_of(*formatted);
  const bool same = std::equal(before.begin(), before.end(), after.begin(), after.end(), same_rule);
  if (!same || formatted_text(*formatted) != formatted) return left(text, std::string(unknown_form));
  return {Outcome::formatted, *formatted, {}, std::move(loaded.diagnostics)};
}

}  // namespace kelpie::rules::tooling
