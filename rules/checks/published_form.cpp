// What Microsoft's continuous integration asks of a published rule's file beyond what a rule needs to run.

#include <algorithm>
#include <filesystem>
#include <map>

#include <fmt/format.h>

#include "executor/binder/nearest_name.hpp"
#include "rules/checks/connector_ids.hpp"
#include "rules/checks/list.hpp"

namespace kelpie::rules::detail {

namespace {

/// Keys that every published rule has; those without which it cannot run are asked for when it is read.
void check_keys(const Rule& rule, Findings& findings) {
  if (rule.kind == RuleKind::hunting) return;
  for (const std::string_view key : {"kind", "description", "version", "requiredDataConnectors"}) {
    if (!rule.places.has(key))
      findings.tell(rule, rule.places.start, fmt::format("A published rule needs the key '{}'.", key));
  }
}

bool has_three_parts(std::string_view version) {
  std::size_t parts = 0;
  while (true) {
    const std::size_t point = version.find('.');
    if (point == 0 || version.empty()) return false;
    ++parts;
    if (point == std::string_view::npos) return parts == 3;
    version.remove_prefix(point + 1);
  }
}

void check_version(const Rule& rule, Findings& findings) {
  // What is no number at all is told when it is read.
  if (rule.version.empty() || rule.version.find_first_not_of("0123456789.") != std::string::npos ||
      has_three_parts(rule.version))
    return;
  findings.tell(rule, rule.places.of("version"),
                fmt::format("version is '{}'; three numbers with points between them are expected.", rule.version),
                "write 1.0.0");
}

void check_connectors(const Rule& rule, Findings& findings) {
  for (const RequiredConnector& connector : rule.connectors) {
    const std::size_t end = connector.connector.find_last_not_of(" \t\r\n");  // quotes keep blanks
    const std::string id = connector.connector.substr(0, end == std::string::npos ? 0 : end + 1);
    if (id.empty() || is_connector(id)) continue;
    findings.tell(rule, connector.span, fmt::format("No data connector is known as '{}'.", id),
                  executor::did_you_mean(id, connector_ids()));
  }
}

void check_ascii(const Rule& rule, Findings& findings) {
  const std::string_view text = rule.source->text;
  const auto beyond = [](char c) { return static_cast<unsigned char>(c) >= 0x80; };
  const auto first = std::find_if(text.begin(), text.end(), beyond);
  if (first == text.end()) return;
  std::size_t lines = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (std::any_of(text.begin() + static_cast<std::ptrdiff_t>(at), text.begin() + static_cast<std::ptrdiff_t>(end),
                    beyond))
      ++lines;
    at = end + 1;
  }
  const auto begin = static_cast<std::uint32_t>(first - text.begin());
  std::uint32_t end = begin + 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0u) == 0x80u) ++end;
  const std::string others = lines == 1   ? ""
                             : lines == 2 ? " One more line has such characters."
                                          : fmt::format(" {} more lines have such characters.", lines - 1);
  findings.tell(rule, {begin, end},
                fmt::format("'{}' is no character of ASCII: Microsoft's repository does not take it.{}",
                            text.substr(begin, end - begin), others),
                "typographic quotes, dashes and blanks come from word processors; write plain ones");
}

void check_file_names(std::span<const Rule> rules, Findings& findings) {
  std::map<std::string, const Rule*> first;
  for (const Rule& rule : rules) {
    const std::string name = std::filesystem::path(rule.source->path).filename().string();
    const auto [at, added] = first.emplace(name, &rule);
    // Two rules of one file have its name rightly.
    if (added || at->second->source == rule.source) continue;
    findings.tell(
        rule, rule.places.start,
        fmt::format("{} has the same file name: Microsoft's tools tell rules apart by it.", at->second->source->path));
  }
}

}  // namespace

const Check missing_key{.code = "KR201",
                        .name = "missing-key",
                        .sentence = "A key that every published rule has is missing.",
                        .severity = parser::Severity::error,
                        .of_rule = check_keys};
const Check version_form{.code = "KR202",
                         .name = "version-form",
                         .sentence = "The version is not three numbers.",
                         .severity = parser::Severity::error,
                         .of_rule = check_version};
const Check file_name_twice{.code = "KR203",
                            .name = "file-name-twice",
                            .sentence = "Two rule files have one name.",
                            .severity = parser::Severity::error,
                            .of_all = check_file_names};
const Check beyond_ascii{.code = "KR204",
                         .name = "beyond-ascii",
                         .sentence = "The file holds characters beyond ASCII.",
                         .severity = parser::Severity::error,
                         .of_rule = check_ascii};
const Check unknown_connector{.code = "KR205",
                              .name = "unknown-connector",
                              .sentence = "No data connector of this id is known.",
                              .of_rule = check_connectors};

}  // namespace kelpie::rules::detail
