#include "rules/findings/finding.hpp"

#include <algorithm>

namespace kelpie::rules {

std::string_view name_of(parser::Severity severity) {
  switch (severity) {
    case parser::Severity::error:
      return "error";
    case parser::Severity::warning:
      return "warning";
    case parser::Severity::note:
      break;
  }
  return "note";
}

std::optional<parser::Severity> finding_severity_named(std::string_view name) {
  for (const auto severity : {parser::Severity::error, parser::Severity::warning, parser::Severity::note}) {
    if (name_of(severity) == name) return severity;
  }
  return std::nullopt;
}

std::string_view name_of(PlaceKind kind) {
  switch (kind) {
    case PlaceKind::file:
      return "file";
    case PlaceKind::key:
      return "key";
    case PlaceKind::query:
      return "query";
    case PlaceKind::stage:
      return "stage";
    case PlaceKind::expression:
      break;
  }
  return "expression";
}

std::string_view name_of(FindingState state) {
  switch (state) {
    case FindingState::reported:
      return "reported";
    case FindingState::suppressed:
      return "suppressed";
    case FindingState::in_baseline:
      break;
  }
  return "baseline";
}

const Place* place_of(const Finding& finding, PlaceKind kind) {
  const auto at = std::find_if(finding.places.begin(), finding.places.end(),
                               [&](const Place& place) { return place.kind == kind; });
  return at == finding.places.end() ? nullptr : &*at;
}

std::string on_one_line(std::string_view text) {
  std::string line;
  bool blank = false;
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      blank = !line.empty();
      continue;
    }
    if (blank) line += ' ';
    blank = false;
    line += c;
  }
  return line;
}

}  // namespace kelpie::rules
