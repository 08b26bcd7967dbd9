#include <ostream>
#include <string>

#include "plugin/cli/language_listing.hpp"

namespace kelpie::plugin {

namespace {

using executor::Coverage;
using executor::EntryKind;
using executor::LanguageEntry;

/// Text for a cell of a Markdown table.
std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|') escaped += '\\';
    escaped += c == '\n' ? ' ' : c;
  }
  return escaped;
}
std::string code(std::string_view text) {
  if (text.empty()) return {};
  const std::string fence = text.find('`') == std::string_view::npos ? "`" : "``";
  return fence + cell(text) + fence;
}

std::string_view heading_of(EntryKind kind) {
  switch (kind) {
    case EntryKind::tabular_operator: return "Tabular operators";
    case EntryKind::statement: return "Statements";
    case EntryKind::scalar_operator: return "Operators";
    case EntryKind::scalar_function: return "Scalar functions";
    case EntryKind::aggregate: return "Aggregates";
    case EntryKind::plugin:
    case EntryKind::stored_function: break;
  }
  return "Plugins";
}

std::string signatures_of(const LanguageEntry& entry) {
  // The types that an operator takes are many, and few want to read them all.
  if (entry.kind == EntryKind::scalar_operator) return {};
  std::string all;
  for (const std::string& signature : entry.signatures) all += (all.empty() ? "" : "<br>") + code(signature);
  return all;
}

void write_coverage(std::ostream& out, const std::vector<LanguageEntry>& entries) {
  out << "| | documented | here | left out by name | unknown here |\n|:--|--:|--:|--:|--:|\n";
  for (const Coverage& one : executor::coverage(entries)) {
    out << "| " << heading_of(one.kind) << " | " << one.documented << " | " << one.present << " | " << one.refused.size() << " | " << one.missing.size() << " |\n";
  }
}

}  // namespace

void write_language_page(std::ostream& out, const std::vector<LanguageEntry>& entries) {
  out << "# The language\n\n"
         "Everything of KQL that Kelpie has, and what it leaves out on purpose. This page is made by `kelpie functions --format markdown`; a test fails where it is\n"
         "out of date, and another runs every example. `kelpie functions NAME` shows one of them, `kelpie functions --coverage` the table below with names.\n\n"
         "A signature reads `(name:types, const name:types, name?:types, name...:types) -> type`: `const` must be known before the query runs, `?` may be left out, `...`\n"
         "repeats. How much of the names in Microsoft's Kusto reference is here:\n\n";
  write_coverage(out, entries);
  for (const EntryKind kind : executor::entry_kinds) {
    const bool shows_signature = kind != EntryKind::scalar_operator;
    out << "\n## " << heading_of(kind) << "\n\n" << (shows_signature ? "| name | written | what it does | example |\n|:--|:--|:--|:--|\n" : "| name | what it does | example |\n|:--|:--|:--|\n");
    for (const LanguageEntry& entry : entries) {
      if (entry.kind != kind || !entry.refusal.empty()) continue;
      std::string sentence = entry.summary;
      if (!entry.aliases.empty()) {
        sentence += " Also written";
        for (std::size_t i = 0; i < entry.aliases.size(); ++i) sentence += (i > 0 ? ", " : " ") + code(entry.aliases[i]);
        sentence += ".";
      }
      out << "| " << code(entry.name) << " | ";
      if (shows_signature) out << signatures_of(entry) << " | ";
      out << cell(sentence) << " | " << code(entry.example) << " |\n";
    }
  }
  out << "\n## Left out by name\n\nA query that uses one of these is refused with the reason.\n\n| name | kind | reason |\n|:--|:--|:--|\n";
  for (const LanguageEntry& entry : entries) {
    if (!entry.refusal.empty()) out << "| " << code(entry.name) << " | " << name_of(entry.kind) << " | " << cell(entry.refusal) << " |\n";
  }
}

}  // namespace kelpie::plugin
