#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/findings/finding.hpp"

namespace kelpie::rules {

/// A finding that was accepted: only the fingerprint counts, the rest is for whoever reads the file.
struct BaselineEntry {
  std::string fingerprint;
  std::string code;
  std::string file;  // from the baseline's folder, with /
  std::string rule;  // id
  std::string key;
  std::string message;
};

struct Baseline {
  std::string path;  // "": there is none
  std::vector<BaselineEntry> entries;
};

struct BaselineReading {
  Baseline baseline;
  std::string problem;  // what is wrong with the file, and what to do; "" when it was read
};

/// Reads what baseline_text() wrote.
[[nodiscard]] BaselineReading read_baseline(const std::string& path);
/// The findings as a baseline that is kept at `path`: a line an entry, in the order of files and codes, so that changes
/// show as such.
[[nodiscard]] std::string baseline_text(const std::vector<Finding>& findings, const std::string& path);

/// Marks findings that the baseline has. Gives the entries of the files that occur no longer: of those that were read
/// (`files`), or are gone.
[[nodiscard]] std::vector<BaselineEntry> apply(const Baseline& baseline, const std::vector<std::string>& files,
                                               std::vector<Finding>& findings);

}  // namespace kelpie::rules
