// SARIF 2.1.0; section numbers are those of the OASIS standard.

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "rules/findings/code_titles.hpp"
#include "rules/findings/formats/formats.hpp"
#include "rules/findings/formats/json_document.hpp"
#include "rules/findings/formats/uri.hpp"
#include "rules/findings/line_index.hpp"

namespace kelpie::rules {

namespace {

/// A code's place among tool.driver.rules, and the worst severity that it came with.
struct Descriptor {
  std::size_t index = 0;
  parser::Severity severity = parser::Severity::note;
};
using Descriptors = std::map<std::string, Descriptor>;

Descriptors descriptors_of(const FindingsReport& report) {
  Descriptors descriptors;
  for (const Finding& finding : report.findings) {
    Descriptor& one = descriptors[finding.diagnostic.diagnostic.code];
    one.severity = std::min(one.severity, finding.diagnostic.diagnostic.severity);
  }
  for (const BaselineEntry& entry : report.obsolete) descriptors[entry.code];
  std::size_t index = 0;
  for (auto& [code, one] : descriptors) one.index = index++;
  return descriptors;
}

void write_message(JsonDocument& json, std::string_view key, std::string_view text) {
  json.object(key, [&] { json.text("text", text); });
}

void write_rules(JsonDocument& json, const Descriptors& descriptors, const FindingsReport& report) {
  json.list("rules", [&] {
    for (const auto& [code, one] : descriptors) {
      json.element([&, &id = code, &descriptor = one] {
        json.text("id", id);
        write_message(json, "shortDescription", fmt::format("{}.", title_of_code(id)));
        write_message(json, "help",
                      fmt::format("{}. The page about it is docs/diagnostics/{}.md of Kelpie.", title_of_code(id), id));
        if (!report.options.help_uri.empty()) json.text("helpUri", page_of_code(id, report.options.help_uri));
        json.object("defaultConfiguration", [&] { json.text("level", name_of(descriptor.severity)); });
      });
    }
  });
}

/// The text of some bytes as a region's snippet (3.30.13).
void write_snippet(JsonDocument& json, std::string_view text) {
  json.object("snippet", [&] { json.text("text", text); });
}

void write_regions(JsonDocument& json, const Finding& finding) {
  const std::string_view text = finding.diagnostic.source->text;
  if (text.empty()) return;  // a file that could not be read
  const auto size = static_cast<std::uint32_t>(text.size());
  const std::uint32_t begin = std::min(finding.diagnostic.diagnostic.span.begin, size);
  const std::uint32_t end = std::clamp(finding.diagnostic.diagnostic.span.end, begin, size);
  json.object("region", [&] {
    json.number("startLine", finding.begin.line);
    json.number("startColumn", finding.begin.column);
    json.number("endLine", finding.end.line);
    json.number("endColumn", finding.end.column);
    json.number("charOffset", characters(text.substr(0, begin)));
    json.number("charLength", characters(text.substr(begin, end - begin)));
    write_snippet(json, text.substr(begin, end - begin));
  });
  const LineIndex lines(text);
  const parser::Span whole = lines.lines_of({begin, end});
  json.object("contextRegion", [&] {
    json.number("startLine", finding.begin.line);
    json.number("endLine", lines.position(whole.end).line);
    write_snippet(json, text.substr(whole.begin, whole.end - whole.begin));
  });
}

void write_location(JsonDocument& json, const Finding& finding) {
  json.element([&] {
    json.object("physicalLocation", [&] {
      json.object("artifactLocation", [&] { json.text("uri", uri_of_path(finding.diagnostic.source->path)); });
      write_regions(json, finding);
    });
    const std::string rule = finding.rule_id.empty() ? std::string() : finding.rule_id + "/";
    json.list("logicalLocations", [&] {
      for (const Place& place : finding.places) {
        if (place.kind == PlaceKind::file || place.kind == PlaceKind::query) continue;
        json.element([&] {
          const bool key = place.kind == PlaceKind::key;
          json.text("name", key ? place.name : place.text);
          json.text(
              "fullyQualifiedName",
              rule + (key ? place.name : fmt::format("query:{}:{}", place.in_query->line, place.in_query->column)));
          json.text("kind", key ? "property" : name_of(place.kind));
        });
      }
    });
  });
}

void write_result(JsonDocument& json, const Finding& finding, const Descriptors& descriptors,
                  const FindingsReport& report) {
  const parser::Diagnostic& diagnostic = finding.diagnostic.diagnostic;
  json.element([&] {
    json.text("ruleId", diagnostic.code);
    json.number("ruleIndex", static_cast<std::int64_t>(descriptors.at(diagnostic.code).index));
    json.text("level", name_of(diagnostic.severity));
    write_message(
        json, "message",
        diagnostic.hint.empty() ? diagnostic.message : fmt::format("{} Hint: {}", diagnostic.message, diagnostic.hint));
    json.list("locations", [&] { write_location(json, finding); });
    json.object("partialFingerprints", [&] { json.text("kelpieFinding/v1", finding.fingerprint); });
    // 3.27.24: with a baseline, every result says how it stands to it.
    if (!report.options.baseline.path.empty())
      json.text("baselineState", finding.state == FindingState::in_baseline ? "unchanged" : "new");
    // 3.27.23: when one result has suppressions, all have.
    json.list("suppressions", [&] {
      if (finding.state != FindingState::suppressed) return;
      json.element([&] {
        json.text("kind", "inSource");
        if (!finding.reason.empty()) json.text("justification", finding.reason);
      });
    });
    json.object("properties", [&] {
      json.text("rule", finding.rule_id);
      json.text("ruleName", finding.rule_name);
      json.text("hint", diagnostic.hint);
    });
  });
}

/// A finding of the baseline that is gone.
void write_absent(JsonDocument& json, const BaselineEntry& entry, const Descriptors& descriptors) {
  json.element([&] {
    json.text("ruleId", entry.code);
    json.number("ruleIndex", static_cast<std::int64_t>(descriptors.at(entry.code).index));
    json.text("level", "none");
    json.text("kind", "pass");
    write_message(json, "message", entry.message);
    json.object("partialFingerprints", [&] { json.text("kelpieFinding/v1", entry.fingerprint); });
    json.text("baselineState", "absent");
  });
}

}  // namespace

std::string findings_as_sarif(const FindingsReport& report, bool) {
  const Descriptors descriptors = descriptors_of(report);
  return JsonDocument([&](JsonDocument& json) {
           json.text("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
           json.text("version", "2.1.0");
           json.list("runs", [&] {
             json.element([&] {
               json.object("tool", [&] {
                 json.object("driver", [&] {
                   json.text("name", "kelpie");
                   json.text("semanticVersion", "0.1.0");
                   write_rules(json, descriptors, report);
                 });
               });
               json.list("invocations",
                         [&] { json.element([&] { json.boolean("executionSuccessful", !report.unreadable); }); });
               json.text("columnKind", "unicodeCodePoints");
               json.list("artifacts", [&] {
                 for (const ReportedFile& file : report.files) {
                   json.element([&] {
                     json.object("location", [&] { json.text("uri", uri_of_path(file.path)); });
                     json.text("sourceLanguage", "yaml");
                   });
                 }
               });
               json.list("results", [&] {
                 for (const Finding& finding : report.findings) write_result(json, finding, descriptors, report);
                 for (const BaselineEntry& entry : report.obsolete) write_absent(json, entry, descriptors);
               });
             });
           });
         })
      .written();
}

}  // namespace kelpie::rules
