#include "plugin/instance/plugin_error.hpp"

#include <algorithm>

#include "plugin/output/json_writer.hpp"
#include "rules/findings/finding.hpp"

namespace kelpie::plugin {

namespace {

void append_member(std::string& out, std::string_view key, std::string_view text) {
  out += out.back() == '{' ? "" : ",";
  append_json_string(key, out);
  out += ':';
  append_json_string(text, out);
}

std::vector<DetailEntry> entries_of(const rules::RuleDiagnostics& diagnostics) {
  std::vector<DetailEntry> entries;
  for (const rules::RuleDiagnostic& one : diagnostics) {
    const parser::Position position = one.position();
    entries.push_back({one.diagnostic.code,
                       one.diagnostic.severity,
                       one.diagnostic.message,
                       one.diagnostic.hint,
                       {one.source == nullptr ? std::string() : one.source->path, position.line, position.column}});
  }
  return entries;
}

/// What a person reads: the first errors, and how many more there are.
PluginError refused(const std::vector<DetailEntry>& entries, std::string message) {
  const auto first = std::find_if(entries.begin(), entries.end(),
                                  [](const DetailEntry& entry) { return entry.severity == parser::Severity::error; });
  return {KELPIE_REFUSED, message, first == entries.end() ? PluginError::Place() : first->place, detail_json(entries)};
}

}  // namespace

std::string detail_json(const std::vector<DetailEntry>& entries) {
  std::string out = "[";
  for (const DetailEntry& entry : entries) {
    out += out.back() == '[' ? "{" : ",{";
    append_member(out, "code", entry.code);
    append_member(out, "severity", rules::name_of(entry.severity));
    append_member(out, "message", entry.message);
    append_member(out, "hint", entry.hint);
    append_member(out, "file", entry.place.file);
    out += ",\"line\":" + std::to_string(entry.place.line) + ",\"column\":" + std::to_string(entry.place.column) + "}";
  }
  return out + "]";
}

std::string detail_json(const rules::RuleDiagnostics& diagnostics) { return detail_json(entries_of(diagnostics)); }

PluginError query_refused(std::string_view text, const parser::Diagnostics& diagnostics) {
  std::vector<DetailEntry> entries;
  std::string message;
  for (const parser::Diagnostic& one : diagnostics) {
    const parser::Position position = parser::position_of(text, one.span.begin);
    entries.push_back({one.code, one.severity, one.message, one.hint, {{}, position.line, position.column}});
    if (one.severity == parser::Severity::error && message.size() < 4096) message += parser::render(text, one);
  }
  return refused(entries, std::move(message));
}

PluginError rules_refused(const rules::RuleDiagnostics& diagnostics) {
  std::string message;
  for (const rules::RuleDiagnostic& one : diagnostics) {
    if (one.diagnostic.severity == parser::Severity::error && message.size() < 4096) message += rules::render(one);
  }
  return refused(entries_of(diagnostics), std::move(message));
}

}  // namespace kelpie::plugin
