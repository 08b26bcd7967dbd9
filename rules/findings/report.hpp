#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "rules/findings/baseline.hpp"
#include "rules/findings/finding.hpp"
#include "rules/load.hpp"
#include "rules/validate.hpp"

namespace kelpie::rules {

/// What becomes of findings before they are shown.
struct ReportOptions {
  /// By code: another severity, or none at all (off).
  std::map<std::string, std::optional<parser::Severity>> severities;
  Baseline baseline;
  parser::Severity least_shown = parser::Severity::note;
  parser::Severity least_failing = parser::Severity::error;
  /// What stands before CODE.md in the address of the page about a code; "": no addresses are given.
  std::string help_uri;
};

/// A rule of a file, whether it has findings or not.
struct ReportedRule {
  std::string id;
  std::string name;
};
struct ReportedFile {
  std::string path;
  std::vector<ReportedRule> rules;
};

/// Findings as they are shown: what every format is written from.
struct FindingsReport {
  ReportOptions options;
  std::vector<ReportedFile> files;  // all that were looked at, by path
  std::vector<Finding>
      findings;  // by file and place; those suppressed or in the baseline among them, those below least_shown not
  std::vector<BaselineEntry> obsolete;  // entries of the baseline that occur no longer
  std::size_t rules = 0;                // that are sound enough to run
  std::size_t hidden = 0;               // reported findings below least_shown
  bool fails = false;                   // something reported is as bad as least_failing, shown or not
  bool unreadable = false;              // a file could not be read

  [[nodiscard]] std::size_t count(parser::Severity severity) const;  // of those reported
  [[nodiscard]] std::size_t count(FindingState state) const;
};

/// Puts findings into their places, applies severities, comments in the files and the baseline. A comment without
/// effect is a finding, too (KV001), and so is one that cannot be read (KV002).
[[nodiscard]] FindingsReport make_report(const LoadedRules& loaded, const Validation& validation,
                                         ReportOptions options);

}  // namespace kelpie::rules
