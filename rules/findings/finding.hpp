#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/rule_diagnostic.hpp"

namespace kelpie::rules {

/// The kinds of places that lead to a finding, from the outside in.
enum class PlaceKind { file, key, query, stage, expression };

/// One of them.
struct Place {
  PlaceKind kind = PlaceKind::file;
  /// The file's path; the key's path (entityMappings[0].fieldMappings[1].columnName); else what kind of part it is:
  /// "query", "operator", "call".
  std::string name;
  parser::Span span;          // bytes of the file
  parser::Position position;  // of its begin in the file
  /// What it says, blanks and line breaks as one blank; of stages and expressions only.
  std::string text;
  /// In the text of the query alone: where the finding begins (query), or where this part does (stage, expression).
  std::optional<parser::Position> in_query;
};

enum class FindingState {
  reported,
  suppressed,   // by a comment in the file
  in_baseline,  // known and accepted before
};

/// Something to tell about a rule, with all that people and programs want to know of it.
struct Finding {
  RuleDiagnostic diagnostic;
  std::string rule_id;    // "" where the file does not say it
  std::string rule_name;  // the same
  std::vector<Place> places;
  parser::Position begin;  // in the file
  parser::Position end;
  /// 32 hex digits and a number: XXH3 of code, rule, key path and what the file says there, then which of the equal
  /// ones it is. Lines may move without changing it.
  std::string fingerprint;
  FindingState state = FindingState::reported;
  std::string reason;  // of a suppression, as its author wrote it
};

/// "error", "warning", "note".
[[nodiscard]] std::string_view name_of(parser::Severity severity);
[[nodiscard]] std::optional<parser::Severity> finding_severity_named(std::string_view name);
/// "file", "key", "query", "stage", "expression".
[[nodiscard]] std::string_view name_of(PlaceKind kind);
/// "reported", "suppressed", "baseline".
[[nodiscard]] std::string_view name_of(FindingState state);
/// The place of a kind; nullptr when there is none.
[[nodiscard]] const Place* place_of(const Finding& finding, PlaceKind kind);
/// Whether a severity is as bad as another, or worse.
[[nodiscard]] constexpr bool at_least(parser::Severity severity, parser::Severity bound) {
  return static_cast<int>(severity) <= static_cast<int>(bound);
}

/// The text with blanks and line breaks as single blanks, without those at its ends.
[[nodiscard]] std::string on_one_line(std::string_view text);

}  // namespace kelpie::rules
