#include <algorithm>

#include <fmt/format.h>

#include "rules/findings/formats/formats.hpp"
#include "rules/findings/line_index.hpp"

namespace kelpie::rules {

namespace {

constexpr std::size_t most_characters = 80;

/// At most so many characters, the last one "..." where something was cut.
std::string shortened(std::string_view text) {
  if (characters(text) <= most_characters) return std::string(text);
  std::size_t bytes = 0;
  std::size_t count = 0;
  while (bytes < text.size() && count < most_characters - 3) {
    ++bytes;
    while (bytes < text.size() && (static_cast<unsigned char>(text[bytes]) & 0xC0u) == 0x80u) ++bytes;
    ++count;
  }
  return std::string(text.substr(0, bytes)) + "...";
}

/// What drives a terminal is shown as a blank.
std::string harmless(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  return text;
}

/// Whether the line under the message shows the part whole.
bool is_shown(const Finding& finding, const Place& part) {
  const std::string_view text = finding.diagnostic.source->text;
  const std::size_t begin = std::min<std::size_t>(part.span.begin, text.size());
  return part.position.line == finding.begin.line &&
         text.substr(begin, part.span.end - begin).find('\n') == std::string_view::npos;
}

/// "query, line 2, in: where Usr == 1"; "entityMappings[0].entityType"; "" where the line under the message says it
/// all.
std::string way_to(const Finding& finding) {
  const Place* key = place_of(finding, PlaceKind::key);
  if (key == nullptr) return {};
  const Place* query = place_of(finding, PlaceKind::query);
  if (query == nullptr) return key->name.find_first_of(".[") == std::string::npos ? std::string() : key->name;
  std::string way = fmt::format("{}, line {}", key->name, query->in_query->line);
  const Place* around = place_of(finding, PlaceKind::stage);
  if (around == nullptr) around = place_of(finding, PlaceKind::expression);
  if (around != nullptr && !is_shown(finding, *around)) way += fmt::format(", in: {}", shortened(around->text));
  return way;
}

std::string plural(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string summary(const FindingsReport& report) {
  std::string line =
      fmt::format("{}, {}, {} in {}", plural(report.count(parser::Severity::error), "error"),
                  plural(report.count(parser::Severity::warning), "warning"),
                  plural(report.count(parser::Severity::note), "note"), plural(report.files.size(), "file"));
  std::size_t rules = 0;
  for (const ReportedFile& file : report.files) rules += file.rules.size();
  line += fmt::format(" with {}", plural(rules, "rule"));
  if (report.hidden > 0)
    line += fmt::format("; {} below --severity {}", report.hidden, name_of(report.options.least_shown));
  if (const std::size_t suppressed = report.count(FindingState::suppressed))
    line += fmt::format("; {} suppressed", suppressed);
  if (const std::size_t known = report.count(FindingState::in_baseline))
    line += fmt::format("; {} in the baseline", known);
  return line + "\n";
}

}  // namespace

std::string finding_as_text(const Finding& finding, bool colour) {
  RuleDiagnostic told = finding.diagnostic;
  told.diagnostic.hint.clear();
  std::string text = render(told, colour);
  if (const std::string way = way_to(finding); !way.empty()) text += fmt::format("  at: {}\n", harmless(way));
  if (!finding.diagnostic.diagnostic.hint.empty())
    text += fmt::format("  hint: {}\n", harmless(finding.diagnostic.diagnostic.hint));
  return text;
}

std::string findings_as_text(const FindingsReport& report, bool colour) {
  std::string out;
  for (const Finding& finding : report.findings) {
    if (finding.state != FindingState::reported) continue;
    out += finding_as_text(finding, colour);
  }
  for (const BaselineEntry& entry : report.obsolete) {
    out += harmless(fmt::format("{}: the baseline's {} ({}) occurs no longer: {}", entry.file, entry.code,
                                entry.fingerprint, entry.message)) +
           "\n";
  }
  if (!report.obsolete.empty()) {
    out += fmt::format("{} of {} can go; --write-baseline {} makes it anew\n",
                       report.obsolete.size() == 1 ? "1 entry" : fmt::format("{} entries", report.obsolete.size()),
                       report.options.baseline.path, report.options.baseline.path);
  }
  return out + summary(report);
}

}  // namespace kelpie::rules
