#include <algorithm>

#include "rules/findings/code_titles.hpp"
#include "rules/findings/formats/formats.hpp"
#include "rules/findings/formats/json_document.hpp"

namespace kelpie::rules {

namespace {

constexpr std::int64_t version = 1;

void write_position(JsonDocument& json, std::string_view key, parser::Position position, std::uint32_t offset) {
  json.object(key, [&] {
    json.number("line", position.line);
    json.number("column", position.column);
    json.number("offset", offset);
  });
}

void write_place(JsonDocument& json, const Place& place) {
  json.element([&] {
    json.text("kind", name_of(place.kind));
    json.text("name", place.name);
    json.number("line", place.position.line);
    json.number("column", place.position.column);
    json.number("offset", place.span.begin);
    json.number("length", place.span.end - place.span.begin);
    if (!place.text.empty()) json.text("text", place.text);
    if (place.in_query) {
      json.object("inQuery", [&] {
        json.number("line", place.in_query->line);
        json.number("column", place.in_query->column);
      });
    }
  });
}

void write_finding(JsonDocument& json, const Finding& finding, const FindingsReport& report) {
  const parser::Diagnostic& diagnostic = finding.diagnostic.diagnostic;
  json.element([&] {
    json.text("code", diagnostic.code);
    json.text("severity", name_of(diagnostic.severity));
    json.text("message", diagnostic.message);
    json.text("hint", diagnostic.hint);
    if (!report.options.help_uri.empty()) json.text("help", page_of_code(diagnostic.code, report.options.help_uri));
    json.object("rule", [&] {
      json.text("id", finding.rule_id);
      json.text("name", finding.rule_name);
    });
    json.text("file", finding.diagnostic.source->path);
    write_position(json, "begin", finding.begin, diagnostic.span.begin);
    write_position(json, "end", finding.end, std::max(diagnostic.span.begin, diagnostic.span.end));
    json.list("places", [&] {
      for (const Place& place : finding.places) write_place(json, place);
    });
    json.text("fingerprint", finding.fingerprint);
    json.text("state", name_of(finding.state));
    if (finding.state == FindingState::suppressed) json.text("reason", finding.reason);
  });
}

void write_summary(JsonDocument& json, const FindingsReport& report) {
  json.object("summary", [&] {
    json.number("files", static_cast<std::int64_t>(report.files.size()));
    json.number("soundRules", static_cast<std::int64_t>(report.rules));
    json.number("errors", static_cast<std::int64_t>(report.count(parser::Severity::error)));
    json.number("warnings", static_cast<std::int64_t>(report.count(parser::Severity::warning)));
    json.number("notes", static_cast<std::int64_t>(report.count(parser::Severity::note)));
    json.number("hidden", static_cast<std::int64_t>(report.hidden));
    json.number("suppressed", static_cast<std::int64_t>(report.count(FindingState::suppressed)));
    json.number("inBaseline", static_cast<std::int64_t>(report.count(FindingState::in_baseline)));
    json.text("failOn", name_of(report.options.least_failing));
    json.boolean("fails", report.fails);
    json.boolean("unreadable", report.unreadable);
  });
}

}  // namespace

std::string findings_as_json(const FindingsReport& report, bool) {
  return JsonDocument([&](JsonDocument& json) {
           json.number("version", version);
           write_summary(json, report);
           json.list("files", [&] {
             for (const ReportedFile& file : report.files) {
               json.element([&] {
                 json.text("path", file.path);
                 json.list("rules", [&] {
                   for (const ReportedRule& rule : file.rules) {
                     json.element([&] {
                       json.text("id", rule.id);
                       json.text("name", rule.name);
                     });
                   }
                 });
               });
             }
           });
           json.list("findings", [&] {
             for (const Finding& finding : report.findings) write_finding(json, finding, report);
           });
           json.list("obsoleteBaselineEntries", [&] {
             for (const BaselineEntry& entry : report.obsolete) {
               json.element([&] {
                 json.text("fingerprint", entry.fingerprint);
                 json.text("code", entry.code);
                 json.text("file", entry.file);
                 json.text("rule", entry.rule);
                 json.text("key", entry.key);
                 json.text("message", entry.message);
               });
             }
           });
         })
      .written();
}

}  // namespace kelpie::rules
